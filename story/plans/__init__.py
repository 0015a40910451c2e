"""Who and what is on stage in each frame of a story: a value that any model can be told, and people can edit."""
