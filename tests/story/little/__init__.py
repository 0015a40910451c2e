"""Tests of the little Stable Diffusion."""
