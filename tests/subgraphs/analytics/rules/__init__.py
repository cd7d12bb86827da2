"""Rules of analytics."""
