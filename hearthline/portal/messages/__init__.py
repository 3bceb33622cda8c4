"""Pages: what was sent, and how to be told."""
