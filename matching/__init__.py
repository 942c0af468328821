"""Who it is and which case: mentions to registry entries and case numbers, as of the day; events to filed records."""
