"""What reviewers decided, week by week and unit by unit, and when that is a reason to look."""
