"""`python -m benchmarks`: speed and size on this machine. Load over HTTP is measured with benchmarks/load.py."""

from benchmarks.speed import main

if __name__ == "__main__":
    main()
