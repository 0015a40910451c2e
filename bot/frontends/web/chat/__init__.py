"""The chat on the web: its page, what is said on it, and the live events that answer."""
