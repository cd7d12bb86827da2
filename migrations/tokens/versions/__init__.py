"""Revisions of tokens, oldest first by their number."""
