"""Text to image: engines, the loop that advances their drawings, devices, styles, provenance, the embedded model."""
