"""Backdrops: the places, their land, sky and landmarks."""
