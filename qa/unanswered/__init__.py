"""What people asked that the policies do not answer: kept without personal data, grouped by meaning, and how staff mend it."""
