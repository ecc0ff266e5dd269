"""Measures the product on questions that nothing was tuned on, and on retrieval sets made by others."""
