"""The history of the database of crm."""
