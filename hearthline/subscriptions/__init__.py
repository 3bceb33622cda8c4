"""What an account has. Never decides what it costs on a bill: billing rates it."""
