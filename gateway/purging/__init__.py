"""Removing for good what was deleted long ago or has expired."""
