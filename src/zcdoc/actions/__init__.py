"""The use cases, one module per noun: this is the Python API that the command line calls."""
