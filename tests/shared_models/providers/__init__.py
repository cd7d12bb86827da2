"""What the database keeps of providers' rules by itself."""
