"""Revisions of providers, oldest first by their number."""
