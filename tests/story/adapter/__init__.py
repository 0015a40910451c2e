"""Tests of the context encoder in front of any pipeline."""
