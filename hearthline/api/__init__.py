"""Ways in for other systems: webhooks now, standard APIs as they come."""
