"""Makes what is shipped ready-made: the changes to the question encoder. Not needed to run the product."""
