"""Tables, migrations and the repository. Text that led to no proposal never reaches a table."""
