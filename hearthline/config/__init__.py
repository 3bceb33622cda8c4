"""Settings, the URL map and the web server's way in."""
