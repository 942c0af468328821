"""Commands around the desk, one module a family; nothing heavy is imported before a command runs."""
