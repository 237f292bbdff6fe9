"""What a case is made of, one file per noun."""
