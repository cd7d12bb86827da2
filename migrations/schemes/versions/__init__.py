"""Revisions of schemes, oldest first by their number."""
