"""Supergraphs read into views."""
