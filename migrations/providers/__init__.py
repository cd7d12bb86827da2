"""The history of the database of providers."""
