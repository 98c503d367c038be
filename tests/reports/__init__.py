"""The reports, each against a truth of its own."""
