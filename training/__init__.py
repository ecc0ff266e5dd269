"""Makes what is shipped ready-made: the adapter of the question encoder. Not needed to run the product."""
