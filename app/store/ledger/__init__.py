"""The ledger: records, flows and aggregates in an encrypted DuckDB file, rebuildable from the vault."""
