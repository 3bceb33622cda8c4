"""The demo provider, Maple County Fiber: invented, the same for the same day, and quick to load."""
