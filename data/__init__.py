"""What comes in: domain types, readers, registries and the rulebook. Imported by all, imports none of the others."""
