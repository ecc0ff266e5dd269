"""Measurements of speed, size and load. Not tests: the numbers hold for one machine."""
