"""The history of the database of finance."""
