"""The sections of the inspector, found beside the panes and in ``inspector/sections``.

A section is declared where it lives: ``SECTION`` in a file of ``app/gui/inspector/sections``, or
``SECTIONS`` in the ``__init__`` of a pane's folder. Its widget is called with the session and has
``show_selection(Selection)`` unless it follows the session itself; one whose ``is_empty`` is true
after it is not shown.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from app.base.registry import modules_of
from app.gui import panes
from app.gui.inspector import sections
from app.gui.pane_registry import load

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.gui.session import CaseSession
    from app.model.selection import Selection


@dataclass(frozen=True)
class SectionSpec:
    """What the inspector has to know of a section.

    Attributes:
        key: its name.
        title: a catalogue text.
        nouns: it is shown while one of these nouns of the selection is not empty.
        order: from the top.
        make: ``module:class`` beside the declaration.
        fills: it takes the height that is left.
    """

    key: str
    title: str
    nouns: tuple[str, ...]
    order: int = 100
    make: str = ""
    fills: bool = False
    package: str = ""

    def shows(self, selection: Selection) -> bool:
        """Whether it has anything to say of a selection."""
        return any(getattr(selection, noun) for noun in self.nouns)


@lru_cache(maxsize=1)
def section_specs() -> tuple[SectionSpec, ...]:
    """Every section, from the top."""
    found = [
        replace(module.SECTION, package=sections.__name__)
        for module in modules_of(sections)
        if hasattr(module, "SECTION")
    ]
    for module in modules_of(panes):
        found += [replace(each, package=module.__name__) for each in _declared(module)]
    return tuple(sorted(found, key=_order))


def make_section(spec: SectionSpec, session: CaseSession) -> QWidget:
    """Build the widget of a section."""
    made = load(spec.package, spec.make)(session)
    made.setObjectName(spec.key)
    return made  # type: ignore[no-any-return]  # the folder says what it makes


def _declared(module: Any) -> tuple[SectionSpec, ...]:
    return tuple(getattr(module, "SECTIONS", ()))


def _order(spec: SectionSpec) -> tuple[int, str]:
    return spec.order, spec.key
