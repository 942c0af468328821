"""Scores against gold, exactly as the annotation guidelines define them, and their reports."""
