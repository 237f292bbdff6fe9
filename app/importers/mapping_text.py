"""The text of a mapping: YAML that people write, read as plain text and never as objects.

The text comes from outside: it is bounded in size and depth, aliases and tags are refused, and
every scalar is text (a header called ``2020`` or ``yes`` stays one). What is wrong is named with
its line.
"""

from __future__ import annotations

import re
from typing import Any

import duckdb
import yaml

from app.base.errors import RefusedInput
from app.base.i18n import _
from app.importers.mapping import (
    AUTO,
    DECIMALS,
    LONGEST_NAME,
    LONGEST_TEXT,
    MOST_COLUMNS,
    OWN_FROM_FILE,
    ROLES,
    RULES,
    SKIP_HOWS,
    SPACES,
    UNITS,
    VERSION,
    ColumnRef,
    Skip,
    TableMapping,
    check,
    plain_word,
    tidy_cell,
)

LARGEST = 256 * 1024
DEEPEST = 6
MOST_NODES = 5000
_FORMAT = re.compile(r"(?:%-?[YymdjHIMSfpbBaA%]|[^%'\x00-\x1f]){1,60}")
_ZONE = re.compile(r"[+-](?:0[0-9]|1[0-4]):[0-5][0-9]")
_OWN = re.compile(r"[0-9A-Za-z:_.@\u4e00-\u9fff-]{1,64}")
_TAGS = ("tag:yaml.org,2002:str", "tag:yaml.org,2002:seq", "tag:yaml.org,2002:map")
_KEYS = (
    "version", "name", "header", "sheet", "header_row", "columns", "time_format", "unit",
    "decimal", "direction", "currency", "own_account", "space", "time_zone", "skip",
)  # fmt: skip


def read_mapping(text: str | bytes) -> TableMapping:
    """A mapping from its text.

    Raises:
        RefusedInput: the line and the key that are wrong.
    """
    node = _composed(text)
    keys = _keys(node, _KEYS)
    if _one_of(keys, "version", (str(VERSION),), "") != str(VERSION):
        raise _refused(node, _("The key “{key}” is missing.").format(key="version"))
    name = _scalar(keys.get("name"), "name") if "name" in keys else ""
    if not tidy_cell(name) or len(name) > LONGEST_NAME:
        raise _refused(
            keys.get("name", node),
            _("The name has to have 1 to {number} letters.").format(number=LONGEST_NAME),
        )
    direction = _keys(keys["direction"], ("rule", "in", "out")) if "direction" in keys else {}
    mapping = TableMapping(
        name=tidy_cell(name),
        header=tuple(tidy_cell(cell) for cell in _texts(keys.get("header"), MOST_COLUMNS)),
        columns=tuple(_columns(keys["columns"])) if "columns" in keys else (),
        sheet=_scalar(keys.get("sheet"), "sheet") if "sheet" in keys else "",
        header_row=_row(keys.get("header_row")),
        time_formats=tuple(_formats(keys.get("time_format"))),
        unit=_one_of(keys, "unit", UNITS, "yuan"),
        decimal=_one_of(keys, "decimal", DECIMALS, "point"),
        rule=_one_of(direction, "rule", RULES, "balance"),
        in_words=tuple(plain_word(word) for word in _texts(direction.get("in"))),
        out_words=tuple(plain_word(word) for word in _texts(direction.get("out"))),
        currency=_matched(keys, "currency", re.compile("[A-Z]{3,5}"), "CNY"),
        own=_matched(keys, "own_account", _OWN, ""),
        space=_one_of(keys, "space", tuple(SPACES), "bank"),
        time_zone=_matched(keys, "time_zone", _ZONE, ""),
        skip=tuple(_skips(keys.get("skip"))),
    )
    if not mapping.header:
        raise _refused(node, _("The key “{key}” is missing.").format(key="header"))
    check(mapping)
    return mapping


def read_columns(text: str | bytes, roles: tuple[str, ...]) -> dict[str, ColumnRef]:
    """Role and column of a mapping of tables that hold no transfers.

    Its keys are version, name (free) and columns, read as strictly as any other mapping.

    Raises:
        RefusedInput: the line and the key that are wrong.
    """
    node = _composed(text)
    keys = _keys(node, ("version", "name", "columns"))
    if _one_of(keys, "version", (str(VERSION),), "") != str(VERSION):
        raise _refused(node, _("The key “{key}” is missing.").format(key="version"))
    if "columns" not in keys:
        raise _refused(node, _("The key “{key}” is missing.").format(key="columns"))
    return {role: _column(value) for role, value in _keys(keys["columns"], roles).items()}


def write_mapping(mapping: TableMapping) -> str:
    """The text of a mapping; ``read_mapping`` gives the same mapping back."""
    direction: dict[str, Any] = {"rule": mapping.rule}
    if mapping.in_words:
        direction["in"] = list(mapping.in_words)
    if mapping.out_words:
        direction["out"] = list(mapping.out_words)
    document: dict[str, Any] = {"version": VERSION, "name": mapping.name}
    if mapping.sheet:
        document["sheet"] = mapping.sheet
    if mapping.header_row is not None:
        document["header_row"] = mapping.header_row
    document["header"] = list(mapping.header)
    document["columns"] = {role: _ref(column) for role, column in mapping.columns}
    document["time_format"] = list(mapping.time_formats) or AUTO
    if mapping.time_zone:
        document["time_zone"] = mapping.time_zone
    document["unit"] = mapping.unit
    if mapping.decimal != "point":
        document["decimal"] = mapping.decimal
    document["direction"] = direction
    document["currency"] = mapping.currency
    if mapping.own:
        document["own_account"] = mapping.own
    document["space"] = mapping.space
    if mapping.skip:
        document["skip"] = [
            {"column": _ref(rule.column), rule.how: rule.text} for rule in mapping.skip
        ]
    return yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=4096)


def _ref(column: ColumnRef) -> Any:
    return column.name if column.nth == 1 else {"name": column.name, "nth": column.nth}


def _composed(text: str | bytes) -> yaml.Node:
    if len(text) > LARGEST:
        raise RefusedInput(
            _("The mapping is larger than {number} KB.").format(number=LARGEST // 1024),
            _("A mapping is a small text; is this the right file?"),
        )
    if isinstance(text, bytes):
        try:
            text = text.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise RefusedInput(
                _("The mapping is not text in UTF-8."), _("Save it as UTF-8.")
            ) from error
    depth = nodes = 0
    try:
        # events come one by one: depth and aliases are known before anything is nested
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            nodes += isinstance(event, yaml.NodeEvent)
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            if depth > DEEPEST or nodes > MOST_NODES or isinstance(event, yaml.AliasEvent):
                raise _refused(
                    event, _("It is nested too deeply, too long, or refers back to itself (*).")
                )
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise RefusedInput(
            _("Line {line} of the mapping is not YAML: {why}.").format(
                line=line, why=str(error.problem or "")[:LONGEST_TEXT]
            ),
            _("Put texts with signs such as % : # into quotation marks."),
        ) from error
    except yaml.YAMLError as error:
        raise RefusedInput(
            _("The mapping holds signs that no text has."), _("Save it as UTF-8.")
        ) from error
    if not isinstance(node, yaml.MappingNode):
        raise RefusedInput(
            _("The mapping has no keys."), _("docs/mappings.md describes every key.")
        )
    return node


def _refused(place: Any, text: str) -> RefusedInput:
    mark = getattr(place, "start_mark", None)
    return RefusedInput(
        _("Line {line} of the mapping: {why}").format(line=mark.line + 1 if mark else 1, why=text),
        _("docs/mappings.md describes every key."),
    )


def _keys(node: yaml.Node, known: tuple[str, ...]) -> dict[str, yaml.Node]:
    if not isinstance(node, yaml.MappingNode):
        raise _refused(node, _("Keys with values were expected here."))
    found: dict[str, yaml.Node] = {}
    for key_node, value in node.value:
        key = _scalar(key_node, "")
        if key not in known:
            raise _refused(key_node, _("The key “{key}” is not known.").format(key=key[:60]))
        if key in found:
            raise _refused(key_node, _("The key “{key}” stands twice.").format(key=key[:60]))
        found[key] = value
    return found


def _scalar(node: yaml.Node | None, key: str) -> str:
    if not isinstance(node, yaml.ScalarNode) or node.tag.startswith("!"):
        raise _refused(node, _("“{key}” has to be one text.").format(key=key or "key"))
    if node.tag.startswith("tag:yaml.org,2002:python") or len(node.value) > 10 * LONGEST_TEXT:
        raise _refused(node, _("“{key}” has to be one text.").format(key=key or "key"))
    if node.style is None and node.tag.endswith(":null"):
        return ""
    return str(node.value)


def _texts(node: yaml.Node | None, most: int = 100) -> list[str]:
    if node is None:
        return []
    if isinstance(node, yaml.ScalarNode):
        text = _scalar(node, "")
        return [text] if text else []
    if not isinstance(node, yaml.SequenceNode) or len(node.value) > most:
        raise _refused(
            node, _("A list of at most {number} texts was expected here.").format(number=most)
        )
    return [_scalar(item, "") for item in node.value]


def _column(node: yaml.Node) -> ColumnRef:
    if isinstance(node, yaml.ScalarNode):
        return ColumnRef(tidy_cell(_scalar(node, "")))
    keys = _keys(node, ("name", "nth"))
    nth = _scalar(keys["nth"], "nth") if "nth" in keys else "1"
    if "name" not in keys or not re.fullmatch("[1-9][0-9]{0,2}", nth):
        raise _refused(node, _("A column is its header, or name and nth (1, 2 ...)."))
    return ColumnRef(tidy_cell(_scalar(keys["name"], "name")), int(nth))


def _columns(node: yaml.Node) -> list[tuple[str, ColumnRef]]:
    return [
        (role, _column(value))
        for role, value in _keys(node, tuple(sorted(ROLES))).items()
    ]  # fmt: skip


def _row(node: yaml.Node | None) -> int | None:
    if node is None:
        return None
    text = _scalar(node, "header_row")
    if not re.fullmatch("[0-9]{1,7}", text):
        raise _refused(node, _("“{key}” has to be a number.").format(key="header_row"))
    return int(text)


def _formats(node: yaml.Node | None) -> list[str]:
    formats = [text for text in _texts(node, 8) if text != AUTO]
    for text in formats:
        if not _FORMAT.fullmatch(text) or not re.search("%[Yy]", text):
            raise _refused(
                node,
                _("“{text}” is no form of a time; write auto, or one such as %d/%m/%Y %H:%M.")
                .format(text=text[:60]),
            )  # fmt: skip
    return formats


def _one_of(keys: dict[str, yaml.Node], key: str, known: tuple[str, ...], usual: str) -> str:
    if key not in keys:
        return usual
    text = _scalar(keys[key], key)
    if text not in known:
        raise _refused(
            keys[key],
            _("“{key}” has to be one of: {known}.").format(key=key, known=", ".join(known)),
        )
    return text


def _matched(keys: dict[str, yaml.Node], key: str, pattern: re.Pattern[str], usual: str) -> str:
    if key not in keys:
        return usual
    text = _scalar(keys[key], key)
    if text != "" and not pattern.fullmatch(text):
        raise _refused(keys[key], _("“{key}” cannot be “{text}”.").format(key=key, text=text[:60]))
    return text or usual


def _skips(node: yaml.Node | None) -> list[Skip]:
    if node is None:
        return []
    if not isinstance(node, yaml.SequenceNode) or len(node.value) > 50:
        raise _refused(node, _("A list of at most {number} rules was expected.").format(number=50))
    found = []
    for item in node.value:
        keys = _keys(item, ("column", *SKIP_HOWS))
        hows = [how for how in SKIP_HOWS if how in keys]
        if "column" not in keys or len(hows) != 1:
            raise _refused(item, _("A skip rule is a column and one of: {known}.").format(
                known=", ".join(SKIP_HOWS)))  # fmt: skip
        text = _scalar(keys[hows[0]], hows[0])
        if len(text) > LONGEST_TEXT or "\x00" in text:
            raise _refused(item, _("“{key}” has to be one text.").format(key=hows[0]))
        if hows[0] == "matches" and not _is_pattern(text):
            raise _refused(item, _("“{text}” is no pattern.").format(text=text[:60]))
        found.append(Skip(_column(keys["column"]), hows[0], text))
    return found


def _is_pattern(text: str) -> bool:
    """Whether the engine that will use the pattern takes it; it runs in linear time."""
    with duckdb.connect(config={"threads": 1}) as connection:
        try:
            connection.execute("select regexp_matches('', ?)", [text])
        except duckdb.Error:
            return False
    return True


def is_own_from_file(mapping: TableMapping) -> bool:
    """Whether the own account is to be found in preamble, sheet, file or folder name."""
    return mapping.own == OWN_FROM_FILE or (
        not mapping.own and not mapping.has_own_number and mapping.rule != "payer_payee"
    )
