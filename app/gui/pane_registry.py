"""The panes of the workbench, found in their folders: a pane is one folder with a ``PANE``.

``app/gui/panes/<key>/__init__.py`` holds ``PANE = PaneSpec(...)`` and nothing that is slow to load;
the widget itself is imported when it is first shown. Its class is called with the session, reads
when ``reload(Changes)`` is called, sends ``status(str)`` and may have ``state()``,
``restore(dict)``, ``keys()``, ``focus_filter()``, ``step_back()`` and ``welcome()`` (somebody came
here from another pane, with a selection); the ``QAction``s it was given stand in the palette.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from app.base.i18n import N_
from app.base.registry import modules_of
from app.gui import panes

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.gui.session import CaseSession


@dataclass(frozen=True)
class PaneSpec:
    """What the shell has to know of a pane before it is shown.

    Attributes:
        key: the name of its folder.
        title: a catalogue text.
        icon: a file of ``resources/icons``.
        perspectives: where it stands when nobody has arranged anything.
        order: among the panes, from the left.
        make: ``module:class`` in the pane's folder; called with the session.
        below: it stands under the other panes of its perspective, not among their tabs.
        takes: nouns of the selection that it can show; the inspector offers to go there.
        room: the share of the desk's height that it gets at least when it comes to the front.
        always: it is built with its perspective even behind another tab: it keeps the session in
            step with what other panes select.
    """

    key: str
    title: str
    icon: str
    perspectives: tuple[str, ...] = ()
    order: int = 100
    make: str = "view:View"
    below: bool = False
    takes: tuple[str, ...] = ()
    room: float = 0.4
    always: bool = False


@dataclass(frozen=True)
class Perspective:
    """A named arrangement of panes (工作台)."""

    key: str
    title: str
    icon: str


PERSPECTIVES: Final = (
    Perspective("import", N_("Import"), "import"),
    Perspective("analysis", N_("Analysis"), "findings"),
    Perspective("seizure", N_("Seizure"), "seizure"),
    Perspective("report", N_("Report"), "report"),
)


@lru_cache(maxsize=1)
def pane_specs() -> tuple[PaneSpec, ...]:
    """Every pane of the program, in order."""
    found = [module.PANE for module in modules_of(panes) if hasattr(module, "PANE")]
    return tuple(sorted(found, key=_order))


def panes_of(perspective: str) -> tuple[PaneSpec, ...]:
    """The panes that stand in a perspective when nobody has arranged anything."""
    return tuple(spec for spec in pane_specs() if perspective in spec.perspectives)


def spec_of(key: str) -> PaneSpec | None:
    """The pane of a key."""
    return next((spec for spec in pane_specs() if spec.key == key), None)


def make_pane(spec: PaneSpec, session: CaseSession) -> QWidget:
    """Build the widget of a pane."""
    made = load(f"{panes.__name__}.{spec.key}", spec.make)(session)
    made.setObjectName(spec.key)
    return made  # type: ignore[no-any-return]  # the folder says what it makes


def import_panes() -> None:
    """Import what the panes are made of, ahead of their first look; on any thread."""
    for spec in pane_specs():
        load(f"{panes.__name__}.{spec.key}", spec.make)


def load(package: str, name: str) -> Any:
    """What ``module:name`` means inside a package."""
    module, _colon, wanted = name.partition(":")
    return getattr(importlib.import_module(f"{package}.{module}"), wanted)


def _order(spec: PaneSpec) -> tuple[int, str]:
    return spec.order, spec.key
