"""Bill runs: look at what one would issue, approve it, watch it, pause it."""
