"""Tests of the package corpus, one file per module."""
