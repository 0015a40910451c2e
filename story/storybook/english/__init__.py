"""The English of the world: its words, and how they are inflected and conjugated."""
