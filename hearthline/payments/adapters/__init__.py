"""The outside systems that money comes through."""
