"""Revisions of analytics, oldest first by their number."""
