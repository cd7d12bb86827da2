"""The history of the database of core."""
