"""Faults at random moments over the real service under load, and what must hold after each of them."""
