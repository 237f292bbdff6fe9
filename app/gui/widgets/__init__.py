"""The parts that panes are built of: tables, delegates, bars, empty states."""
