"""What the database keeps of schemes' rules by itself."""
