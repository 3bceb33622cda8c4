"""The look: templates/ui, static/css, static/js. Knows no domain."""
