"""A story on one page: layout, captions, fonts."""
