"""The servers that carry messages."""
