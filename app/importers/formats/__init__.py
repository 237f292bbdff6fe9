"""One file per statement layout; a file here that defines LAYOUTS is found by the registry."""
