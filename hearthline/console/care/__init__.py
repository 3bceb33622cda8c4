"""Staff pages: tickets, articles and diagnoses."""
