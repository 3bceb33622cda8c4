"""What the care room does, one file per use case."""
