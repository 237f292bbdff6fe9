"""Pure questions asked of the ledger: pairing, tracing, levels."""
