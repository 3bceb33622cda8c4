"""Everything ever sent to a subscriber: messages, templates, channels."""
