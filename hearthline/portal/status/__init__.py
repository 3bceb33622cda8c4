"""Pages: outages and maintenance, for anybody."""
