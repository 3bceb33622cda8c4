"""The `hearthline` command."""
