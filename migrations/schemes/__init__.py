"""The history of the database of schemes."""
