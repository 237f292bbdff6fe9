"""The ledger: records, flows and aggregates in an encrypted DuckDB file.

Everything in it can be rebuilt from the vault.
"""
