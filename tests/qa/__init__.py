"""Tests of the package qa, one file per module."""
