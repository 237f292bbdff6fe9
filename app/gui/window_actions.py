"""Declares the actions of the window: what the palette, the menu and the keys reach."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from app.base.i18n import LANGUAGES, _
from app.gui import theme
from app.gui.pane_registry import PERSPECTIVES, pane_specs

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.gui.actions import ActionRegistry
    from app.gui.main_window import MainWindow


def declare(actions: ActionRegistry, window: MainWindow) -> None:
    """Declare them all."""
    _case(actions, window)
    _moving(actions, window)
    _changing(actions, window)
    _looks(actions, window)
    _panes(actions, window)
    _help(actions, window)


def _case(actions: ActionRegistry, window: MainWindow) -> None:
    group = _("Case")
    add = actions.add
    add("import.files", _("Import files…"), window.ask_files, shortcut="Ctrl+I", icon="import",
        group=group)  # fmt: skip
    add("import.folder", _("Import folder…"), window.ask_folder, shortcut="Ctrl+Shift+I",
        icon="folder", group=group)  # fmt: skip
    add("case.open", _("Open case…"), window.open_wanted, shortcut="Ctrl+O", icon="open",
        group=group)  # fmt: skip
    add("case.reload", _("Read again"), window.session.reload, shortcut="F5", icon="refresh",
        group=group)  # fmt: skip
    add("case.lock", _("Lock the case"), window.lock, shortcut="Ctrl+L", icon="lock", group=group)
    add("case.close", _("Close the window"), window.close, shortcut="Ctrl+Q", icon="close",
        group=group)  # fmt: skip


def _moving(actions: ActionRegistry, window: MainWindow) -> None:
    group = _("Moving about")
    add = actions.add
    add("find", _("Search and actions"), window.open_search, shortcut=("Ctrl+K", "Ctrl+G"),
        icon="search", group=group)  # fmt: skip
    add("palette", _("Actions only"), window.open_palette, shortcut="Ctrl+Shift+P",
        icon="keyboard", group=group)  # fmt: skip
    add("filter", _("Filter the pane"), window.go_to_filter, shortcut="Ctrl+F", icon="filter",
        group=group)  # fmt: skip
    add("step.back", _("Take back the last filter, period or selection"), window.step_back,
        shortcut="Esc", icon="remove", group=group)  # fmt: skip
    add("view.back", _("Back to the view before"), window.looking.go_back, shortcut="Alt+Left",
        icon="back", group=group, enabled=window.looking.can_go_back)  # fmt: skip
    add("view.forward", _("On to the next view"), window.looking.go_forward, shortcut="Alt+Right",
        icon="forward", group=group, enabled=window.looking.can_go_forward)  # fmt: skip
    add("pane.next", _("Next pane"), window.looking.next_pane, shortcut="F6", group=group)
    add("strip", _("To the time strip"), window.strip.focus_canvas, shortcut="Ctrl+T",
        icon="timeline", group=group)  # fmt: skip
    add("inspector", _("To the inspector"), window.focus_inspector, shortcut="Ctrl+E",
        icon="info", group=group)  # fmt: skip


def _changing(actions: ActionRegistry, window: MainWindow) -> None:
    group = _("Changes")
    session = window.session
    actions.add("undo", _("Undo"), session.undo, shortcut="Ctrl+Z", icon="undo", group=group,
                enabled=window.can_undo)  # fmt: skip
    actions.add("redo", _("Redo"), session.redo, shortcut=("Ctrl+Shift+Z", "Ctrl+Y"), icon="redo",
                group=group, enabled=window.can_redo)  # fmt: skip
    actions.add("undo.list", _("List of changes"), window.over.show_steps, shortcut="Ctrl+Alt+Z",
                icon="journal", group=group)  # fmt: skip
    actions.add("jobs", _("List of jobs"), window.over.show_jobs, shortcut="Ctrl+J", icon="clock",
                group=group)  # fmt: skip
    actions.add("jobs.cancel", _("Cancel the work under way"), window.status.cancel,
                shortcut="Ctrl+.", icon="stop", group=group)  # fmt: skip


def _looks(actions: ActionRegistry, window: MainWindow) -> None:
    group = _("View")
    for number, perspective in enumerate(PERSPECTIVES, start=1):
        actions.add(
            f"perspective.{perspective.key}",
            _("Perspective {name}").format(name=_(perspective.title)),
            _Bound(window, window.show_perspective, perspective.key).call,
            shortcut=f"Ctrl+{number}", icon=perspective.icon, group=group,
        )  # fmt: skip
    actions.add("view.reset", _("Arrange the panes as at first"), window.looking.reset,
                icon="layout", group=group)  # fmt: skip
    actions.add("view.inspector", _("Show or hide the inspector"), window.toggle_inspector,
                shortcut="Ctrl+Shift+E", icon="info", group=group)  # fmt: skip
    mask = actions.add("view.mask", _("Hide identities on the screen"), window.toggle_mask,
                       shortcut="Ctrl+Shift+H", icon="hide", group=group)  # fmt: skip
    mask.setCheckable(True)
    for name, title in (("light", _("Light window")), ("dark", _("Dark window"))):
        action = actions.add(f"view.{name}", title, _Bound(window, window.choose_theme, name).call,
                             group=group)  # fmt: skip
        action.setCheckable(True)
        action.setChecked(theme.current().name == name)
    for key, title in LANGUAGES.items():
        actions.add(f"language.{key}", title, _Bound(window, window.choose_language, key).call,
                    group=_("Language"))  # fmt: skip


def _panes(actions: ActionRegistry, window: MainWindow) -> None:
    for number, spec in enumerate(pane_specs(), start=1):
        actions.add(
            f"pane.{spec.key}",
            _("Show pane: {name}").format(name=_(spec.title)),
            _Bound(window, window.looking.add_pane, spec.key).call,
            shortcut=f"Alt+{number}" if number < 10 else "", icon=spec.icon, group=_("Panes"),
        )  # fmt: skip
    actions.add("pane.close", _("Close the pane"), window.looking.close_pane, shortcut="Ctrl+W",
                icon="close", group=_("Panes"))  # fmt: skip
    actions.add("pane.pop", _("Pop the pane out, or put it back"), window.looking.pop_pane,
                shortcut="Ctrl+Shift+O", icon="pop-out", group=_("Panes"))  # fmt: skip


def _help(actions: ActionRegistry, window: MainWindow) -> None:
    group = _("Program")
    actions.add("settings", _("Settings"), window.over.show_settings, shortcut="Ctrl+,",
                icon="settings", group=group)  # fmt: skip
    actions.add("officers", _("Officers and passphrases"), window.over.show_officers, icon="people",
                group=group)  # fmt: skip
    actions.add("keys", _("Keys"), window.over.show_keys, shortcut=("?", "F1"), icon="keyboard",
                group=group)  # fmt: skip
    actions.add("about", _("About Xunxian"), window.over.show_about, icon="info", group=group)


class _Bound(QObject):
    """A slot with an argument: a bound method, as all slots are."""

    def __init__(self, owner: QObject, act: Callable[[str], object], argument: str) -> None:
        super().__init__(owner)
        self._act = act
        self._argument = argument

    @Slot()
    def call(self) -> None:
        """Do it."""
        self._act(self._argument)
