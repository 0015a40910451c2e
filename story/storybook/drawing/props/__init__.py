"""Things to find, carry and leave."""
