"""What the network sees of a subscription. Owns nothing yet."""
