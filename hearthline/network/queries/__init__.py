"""What pages and other rooms ask about the network."""
