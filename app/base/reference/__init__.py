"""What numbers tell without asking anybody: banks, places, operators, divisions, days off.

The tables are in ``resources/tables`` (SOURCES.md there says from where) and are read when first
asked. What a table does not know is ``None``: nothing is guessed.
"""
