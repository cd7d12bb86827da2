"""The history of the database of analytics."""
