"""What the network room does, one file per use case."""
