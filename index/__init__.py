"""BUILD ONCE. Passages become vectors, token matrices and keywords, saved and loaded as one index."""
