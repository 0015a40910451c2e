"""Looks at the frames of a story once they are drawn: what each should show, what it shows, and what is drawn again."""
