"""Revisions of crm, oldest first by their number."""
