"""Pages: what lets the portal be installed on a phone."""
