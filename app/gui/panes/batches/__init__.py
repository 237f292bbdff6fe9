"""导入: the batches, one row per file with its reconciliation, and what was not taken."""
