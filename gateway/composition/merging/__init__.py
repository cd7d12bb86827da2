"""Merging: all versions of each element into one. `merge` is the table of contents; the others do one kind each."""
