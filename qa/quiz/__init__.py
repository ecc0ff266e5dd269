"""A quiz made by rule from the policies and the register of duties."""
