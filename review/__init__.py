"""The web desk for reviewers."""
