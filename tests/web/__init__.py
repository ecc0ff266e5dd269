"""The site, in HTTP and in a browser."""
