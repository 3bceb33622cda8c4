"""What pages ask about tickets, articles and diagnoses."""
