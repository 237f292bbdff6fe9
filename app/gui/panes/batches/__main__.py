"""The pane alone."""

from __future__ import annotations

import sys

from app.gui.alone import run_alone

sys.exit(run_alone("batches"))
