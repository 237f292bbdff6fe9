"""Starts this pane alone."""

from __future__ import annotations

import sys

from app.gui.preview import main

if __name__ == "__main__":
    sys.exit(main(__package__ or ""))
