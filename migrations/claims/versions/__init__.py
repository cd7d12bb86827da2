"""Revisions of claims, oldest first by their number."""
