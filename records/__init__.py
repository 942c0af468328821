"""Events to proposals: one matter one record, the ten items, category, severity, deadline and route."""
