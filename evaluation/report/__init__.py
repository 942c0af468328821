"""What an evaluation shows: the page with its browser of errors, scores.json, the list of errors, the table."""
