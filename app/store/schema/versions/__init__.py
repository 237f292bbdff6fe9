"""One module per minor format version; each brings a database from the version before it."""
