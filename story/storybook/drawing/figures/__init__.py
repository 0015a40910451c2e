"""Characters: bodies, heads, faces, limbs, poses and what they wear."""
