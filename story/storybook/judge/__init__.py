"""Tells which scene a picture shows: the classifiers that measure drawn stories."""
