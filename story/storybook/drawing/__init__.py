"""Draws a scene of the world as a picture."""
