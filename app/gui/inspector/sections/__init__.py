"""Sections of the inspector that belong to no single pane: one file each, with a ``SECTION``."""
