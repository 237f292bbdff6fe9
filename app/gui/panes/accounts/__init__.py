"""账户: every account that the statements name, with its sums."""
