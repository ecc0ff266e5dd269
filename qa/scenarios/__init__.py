"""Scenarios for trainers, as data: what is shown, step by step, and what is said to it."""
