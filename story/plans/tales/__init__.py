"""Sentences of tales that everybody may copy, with who is on stage in each."""
