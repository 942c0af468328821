"""What programs read from the desk: typed answers of /api/v1."""
