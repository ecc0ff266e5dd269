"""Tests of what is kept of unanswered questions, and of how staff mend the gaps."""
