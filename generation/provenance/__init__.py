"""What a picture says of itself: PNG text, XMP, a C2PA manifest, a perceptual hash."""
