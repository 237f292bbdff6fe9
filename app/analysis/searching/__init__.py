"""Finding texts among many in memory, and understanding what was typed. No database."""
