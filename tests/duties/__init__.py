"""Tests of the register of duties."""
