"""Whether a picture was drawn here, and what it says of itself."""
