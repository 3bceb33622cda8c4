"""Where packages that identity stands on are fitted in."""
