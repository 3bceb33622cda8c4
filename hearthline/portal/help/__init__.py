"""Pages: articles and tickets."""
