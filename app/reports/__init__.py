"""One file per document that leaves the program."""
