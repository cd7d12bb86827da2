"""What the database keeps of the rules of claims by itself."""
