"""The catalogue of situations, procedures, items, deadlines and routes, as versioned TOML, one profile an organ."""
