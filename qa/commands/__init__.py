"""The command line, one module per group of commands. Composes; holds no logic of its own."""
