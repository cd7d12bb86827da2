"""The history of the database of claims."""
