"""Claims as its clients see it."""
