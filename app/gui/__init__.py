"""The window. Qt is known here only."""
