"""Frames of a story that look at each other: keys and values of who is shown, kept from one frame for the others."""
