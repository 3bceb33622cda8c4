"""Pages: phone lines and their settings."""
