"""Revisions of finance, oldest first by their number."""
