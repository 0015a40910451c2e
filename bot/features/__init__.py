"""What people can do besides drawing, the same from every front-end."""
