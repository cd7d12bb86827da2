"""The history of the database of tokens."""
