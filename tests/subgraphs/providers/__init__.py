"""Providers as a client and the gateway read it."""
