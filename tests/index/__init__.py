"""Tests of the package index, one file per module."""
