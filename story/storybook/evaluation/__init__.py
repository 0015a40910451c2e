"""Measures what drawn stories show, every figure beside those of its baselines: `vignette evaluate story`."""
