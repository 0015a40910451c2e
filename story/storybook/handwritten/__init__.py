"""Prompts and stories written by people, with labels, to measure understanding."""
