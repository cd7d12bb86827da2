"""Events as they are told, checked and kept."""
