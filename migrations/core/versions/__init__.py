"""Revisions of core, oldest first by their number."""
