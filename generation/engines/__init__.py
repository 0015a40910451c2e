"""Engines: each turns one kind of model into drawings (entry-point group `vignette.engines`)."""
