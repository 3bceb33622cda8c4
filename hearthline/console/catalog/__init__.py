"""Staff pages: plans, channel packs and promotions."""
