"""Pages: guided troubleshooting."""
