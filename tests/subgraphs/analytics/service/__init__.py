"""Services of analytics."""
