"""What the database keeps of crm's rules by itself."""
