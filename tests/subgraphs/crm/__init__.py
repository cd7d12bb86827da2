"""Crm as its clients see it."""
