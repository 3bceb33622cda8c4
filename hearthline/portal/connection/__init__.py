"""Pages: the internet connection as it is right now."""
