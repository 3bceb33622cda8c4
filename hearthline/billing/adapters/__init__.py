"""Outside systems that billing talks to."""
