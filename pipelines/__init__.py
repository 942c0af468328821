"""The `guowen` command and the Prefect flows: thin, no domain logic."""
