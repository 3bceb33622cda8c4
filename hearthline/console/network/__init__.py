"""Staff pages: connections, outages and the work queue."""
