"""Figures of the runs for the site's own monitoring, off unless `[metrics]` names where they go. Nobody is named."""
