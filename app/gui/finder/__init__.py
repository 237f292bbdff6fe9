"""One field for everything: it searches the case and reaches every action."""
