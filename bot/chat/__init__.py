"""The chat: one command in, answers out. It calls everything below and knows no front-end."""
