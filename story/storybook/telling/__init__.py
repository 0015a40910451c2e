"""Tells a scene in words: captions of many kinds."""
