"""Pages: what an account has, and changing it."""
