"""The journal in words: what its fixed English verbs, subjects and keys are called."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final

from app.base import money
from app.base.i18n import N_, _

VERBS: Final = {
    "create": N_("made the case"),
    "import": N_("imported"),
    "withdraw": N_("withdrew"),
    "rebuild": N_("made the ledger anew"),
    "backup": N_("made a backup"),
    "undo": N_("undid"),
    "redo": N_("redid"),
    "add_officer": N_("added an officer"),
    "remove_officer": N_("removed an officer"),
    "change_passphrase": N_("changed a passphrase"),
    "save mapping": N_("kept a mapping"),
    "remove mapping": N_("removed a mapping"),
    "add service": N_("named a service"),
    "remove service": N_("withdrew a service"),
    "import incidents": N_("imported incidents"),
    "add incident": N_("added an incident"),
    "change incident": N_("changed an incident"),
    "remove incident": N_("removed an incident"),
    "add payments": N_("added payments"),
    "remove payment": N_("removed a payment"),
    "ask statement": N_("asked for a statement"),
    "cancel request": N_("took a request back"),
    "add measure": N_("recorded a measure"),
    "renew measure": N_("renewed a measure"),
    "lift measure": N_("lifted a measure"),
    "remove measure": N_("removed a measure"),
    "trace": N_("kept a trace"),
    "withdraw trace": N_("withdrew a trace"),
    "keep restitution": N_("kept a restitution"),
    "withdraw restitution": N_("withdrew a restitution"),
    "make tag": N_("made a tag"),
    "change tag": N_("changed a tag"),
    "delete tag": N_("deleted a tag"),
    "add tag": N_("tagged"),
    "remove tag": N_("took a tag off"),
    "add note": N_("added a note"),
    "change note": N_("changed a note"),
    "remove note": N_("removed a note"),
    "save filter": N_("saved a filter"),
    "rename filter": N_("renamed a filter"),
    "remove filter": N_("removed a filter"),
}
"""Verb as kept to its catalogue text."""

_SUBJECTS: Final = {
    "case": N_("the case"),
    "officers": N_("the officers"),
    "ledger": N_("the ledger"),
    "batch": N_("batch {name}"),
    "mapping": N_("mapping “{name}”"),
    "incident": N_("incident {name}"),
    "incident list": N_("incident list {name}"),
    "account": N_("account {name}"),
    "measure": N_("measure {name}"),
    "trace": N_("trace {name}"),
    "tag": N_("tag {name}"),
    "note": N_("note {name}"),
    "filter": N_("filter “{name}”"),
    "step": N_("step {name}"),
}
_KEYS: Final = {
    "files": N_("files"),
    "unrecognised": N_("files not recognised"),
    "rows_read": N_("rows read"),
    "rows_imported": N_("rows imported"),
    "rows_duplicate": N_("rows repeated"),
    "rows_notice": N_("notices"),
    "rows_rejected": N_("rows refused"),
    "in_fen": N_("came in"),
    "out_fen": N_("went out"),
    "damaged_numbers": N_("damaged numbers"),
    "currencies": N_("other currencies"),
    "state": N_("state"),
    "name": N_("name"),
    "text": N_("text"),
    "zone": N_("time zone"),
    "target": N_("folder"),
    "size": N_("bytes"),
    "slot": N_("passphrase number"),
    "amount_fen": N_("amount"),
    "loss_fen": N_("loss"),
    "note": N_("note"),
    "time": N_("time"),
    "asked": N_("asked"),
    "kind": N_("kind"),
    "account": N_("account"),
    "title": N_("title"),
    "step": N_("step"),
    "victim": N_("victim"),
    "case_no": N_("case number"),
    "manner": N_("manner"),
    "station": N_("station"),
    "region": N_("region"),
    "phone": N_("phone"),
    "id_number": N_("ID number"),
    "exactness": N_("precision"),
    "payments": N_("payments"),
    "payment": N_("payment"),
    "payer": N_("payer"),
    "payee": N_("payee"),
    "payer_name": N_("payer's name"),
    "payee_name": N_("payee's name"),
    "out_record": N_("row that left"),
    "in_record": N_("row that came"),
    "action": N_("measure"),
    "authority": N_("authority"),
    "document_no": N_("document number"),
    "incident": N_("incident"),
    "trace": N_("trace"),
    "since": N_("from"),
    "until": N_("until"),
    "lifted": N_("lifted"),
    "at": N_("at"),
    "previous": N_("the one before"),
    "reason": N_("reason"),
    "seed_fen": N_("traced from"),
    "frozen_fen": N_("frozen"),
    "returned_fen": N_("returned"),
    "remaining_fen": N_("remaining"),
    "unclaimed_fen": N_("unclaimed"),
    "round": N_("round"),
    "rule": N_("rule"),
    "claims": N_("claims"),
    "service": N_("service"),
    "space": N_("kind of number"),
    "number": N_("number"),
    "colour": N_("colour"),
    "on": N_("on"),
    "officer": N_("officer"),
    "holder": N_("holder"),
    "bank": N_("bank"),
    "filter": N_("filter"),
    "columns": N_("columns"),
    "sort": N_("order"),
    "mapping": N_("mapping"),
    "header": N_("header"),
    "question": N_("question"),
    "flow": N_("flow"),
    "flows": N_("flows"),
    "party": N_("party"),
    "paths": N_("paths"),
    "batch": N_("batch"),
}
LONGEST: Final = 120
FEN: Final = "_fen"


@dataclass(frozen=True)
class ChangedValue:
    """One value of an entry before and after, in words; ``None`` where it was not there."""

    key: str
    before: str | None
    after: str | None

    @property
    def is_change(self) -> bool:
        """Whether it differs."""
        return self.before != self.after


def verb_words(verb: str) -> str:
    """What a verb is called."""
    return _(VERBS[verb]) if verb in VERBS else verb


def verbs_like(text: str) -> list[str]:
    """The verbs whose words hold a text."""
    wanted = text.casefold()
    return [verb for verb, words in VERBS.items() if wanted in _(words).casefold()]


def subject_words(subject: str) -> str:
    """What a subject is called."""
    kind, _blank, name = subject.rpartition(" ")
    if not kind:
        kind, _slash, name = subject.partition("/")
    while kind and kind not in _SUBJECTS:
        kind, _blank, first = kind.rpartition(" ")
        name = f"{first} {name}"
    if not kind:
        return subject
    words = _(_SUBJECTS[kind]).format(name=name)
    return f"{words} {name}" if name and "{name}" not in _SUBJECTS[kind] else words


def key_words(key: str) -> str:
    """What a value is called."""
    return " · ".join(_(_KEYS[part]) if part in _KEYS else part for part in key.split("."))


def changed_values(before: Any, after: Any) -> list[ChangedValue]:
    """The values of an entry before and after, those that differ first."""
    old, new = _flat(before), _flat(after)
    found = [ChangedValue(key, old.get(key), new.get(key)) for key in dict.fromkeys([*old, *new])]
    return sorted(found, key=lambda value: not value.is_change)


def folded(values: list[ChangedValue]) -> str:
    """What changed, in one line."""
    parts = []
    for value in values:
        if not value.is_change or value.after in ("0", "[]", "{}"):
            continue
        name = key_words(value.key)
        if value.before is None:
            parts.append(f"{name}: {_short(value.after)}" if name else _short(value.after))
        else:
            parts.append(f"{name}: {_short(value.before)} → {_short(value.after)}")
    return "; ".join(parts)[: 3 * LONGEST]


def _short(text: str | None) -> str:
    if text is None:
        return "–"
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"


def _flat(value: Any, under: str = "") -> dict[str, str]:
    """The values of a document by their path; lists stay one value."""
    if value is None:
        return {}
    if isinstance(value, dict):
        found: dict[str, str] = {}
        for key, each in value.items():
            if isinstance(each, dict) and each:
                found.update(_flat(each, f"{under}{key}."))
            elif each is not None:
                found[f"{under}{key}"] = _text(str(key), each)
        return found
    return {under.rstrip("."): _text("", value)}


def _text(key: str, value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int) and key.endswith(FEN):
        return money.plain(value)
    if isinstance(value, str):
        return value
    if isinstance(value, list) and value:
        return "\n".join(_one(each) for each in value)
    return json.dumps(value, ensure_ascii=False)


def _one(value: Any) -> str:
    """One of several, in one line."""
    if not isinstance(value, dict):
        return _text("", value)
    told = [f"{key_words(key)} {text}" for key, text in _flat(value).items() if text]
    return " · ".join(told)
