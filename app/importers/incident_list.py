"""Reading a list of incidents (警情清单): one row per incident, or per payment of one.

The tables are read as every other: the same containers, encodings, spreadsheets, header matching
and cleaning of cells. Lists of stop-payments carry the victim's leg (转出账户 → 止付账号, FORMATS
1.1c) and are read by the same columns.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, BinaryIO, Final

import duckdb

from app.base.errors import RefusedInput
from app.base.i18n import N_, _
from app.importers import dirt, encoding, spreadsheet, textfile
from app.importers.facts import facts_query
from app.importers.header import HEADER_ROWS, Recognition, recognise
from app.importers.layout import Column, FileContext, Layout
from app.importers.mapping_text import read_columns

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from app.base.progress import Progress
    from app.importers.layout import NumberedRow

HEAD_ROWS: Final = HEADER_ROWS + 25
HEAD_BYTES: Final = 1 << 20
MOST_ROWS: Final = 200_000
_FEN_PER_WAN: Final = 1_000_000
_WAN: Final = ("万", "万元")


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_COLUMNS: Final = (
    Column("case_no", _names(
        "案件编号 警情编号 案件编号/警情编号 案件编号(警情编号) 案事件编号 接警编号 "
        "接处警编号 报警编号 警情号 案号 立案编号 警单号 业务申请编号"
    )),
    Column("victim", _names(
        "受害人姓名 被害人姓名 受害人 被害人 报案人姓名 报案人 报警人姓名 报警人 "
        "事主姓名 事主 受骗人 姓名"
    )),
    Column("id_number", _names(
        "受害人身份证号 受害人身份证号码 被害人身份证号 被害人身份证号码 "
        "报案人身份证号 报警人身份证号 身份证号 身份证号码 证件号码 受害人证件号码 "
        "被害人证件号码 公民身份号码"
    ), reads="number"),
    Column("phone", _names(
        "联系电话 受害人电话 被害人电话 受害人联系电话 被害人联系电话 报案人电话 "
        "报警人电话 报警电话 联系方式 手机号 手机号码 电话"
    ), reads="number"),
    Column("time", _names(
        "案发时间 发案时间 被骗时间 报警时间 报案时间 接警时间 立案时间 案发日期 "
        "报案日期 报警日期"
    ), reads="time"),
    Column("manner", _names(
        "诈骗手法 诈骗类型 诈骗方式 案件类别 案件类型 警情类别 作案手段 作案手法 案别 "
        "案由"
    )),
    Column("loss", _names(
        "损失金额 涉案金额 被骗金额 案损金额 损失 案值 涉案价值 损失价值"
    )),
    Column("loss_wan", _names(
        "损失金额(万元) 涉案金额(万元) 被骗金额(万元) 案值(万元)"
    )),
    Column("station", _names(
        "受理单位 受理派出所 派出所 管辖单位 立案单位 办案单位 报案单位 处警单位 "
        "主办单位 申请机构"
    )),
    Column("region", _names(
        "案发地 案发地点 发案地点 发案地域 案发区域 辖区 所属区县 地区"
    )),
    Column("note", _names(
        "简要案情 案情 警情内容 报警内容 案件描述 备注"
    ), weight=1),
    Column("pay_time", _names(
        "转账时间 转出时间 汇款时间 付款时间 打款时间 交易时间 转账日期"
    ), reads="time"),
    Column("payer", _names(
        "转出账号 转出账户 转出卡号 转出账户账号 转出账卡号 汇出账号 付款账号 付款卡号 "
        "受害人账号 被害人账号 受害人银行卡号 被害人银行卡号 受害人账户"
    ), reads="number"),
    Column("payer_name", _names(
        "转出户名 转出账户户名 转出账户名 汇款人 付款人 付款户名 转出账户名称"
    )),
    Column("payee", _names(
        "转入账号 转入账户 转入卡号 嫌疑人账号 嫌疑人账户 嫌疑人卡号 嫌疑人银行卡号 "
        "止付账号 止付账户 止付卡号 收款账号 收款卡号 收款账户 涉案账号 涉案账户 "
        "对方账号 对方卡号 一级卡号"
    ), reads="number"),
    Column("payee_name", _names(
        "转入户名 转入账户户名 转入账户名 嫌疑人户名 嫌疑人姓名 止付户名 止付账户户名 "
        "止付账户名称 收款人 收款户名 对方户名"
    )),
    Column("amount", _names(
        "转账金额 转出金额 汇款金额 付款金额 打款金额 交易金额 单笔金额 金额"
    )),
)  # fmt: skip
WORDS: Final = {
    "case_no": N_("case number"),
    "victim": N_("victim"),
    "id_number": N_("ID number"),
    "phone": N_("phone"),
    "time": N_("time"),
    "manner": N_("manner"),
    "loss": N_("loss"),
    "loss_fen": N_("loss"),
    "station": N_("police station"),
    "region": N_("place"),
    "note": N_("note"),
    "pay_time": N_("time of the payment"),
    "payer": N_("payer's account"),
    "payee": N_("payee's account"),
}
"""What roles, and the facts that they become, are called in warnings."""
ROLES: Final = tuple(column.role for column in _COLUMNS)
_READS: Final = {column.role: column.reads for column in _COLUMNS}
LAYOUT: Final = Layout(
    key="incident_list",
    title=N_("A list of incidents"),
    kind="other",
    columns=_COLUMNS,
    required=(
        ("case_no", "victim", "payer_name"),
        ("loss", "loss_wan", "amount", "payee", "manner", "time", "pay_time"),
    ),
)


@dataclass(frozen=True)
class IncidentLine:
    """One row of a list: what it says of the incident, and of a payment where it names one.

    Times have an exactness each (0 day, 1 minute, 2 second); money is in fen. ``unread`` are
    warnings about cells that were not taken; ``refused`` is why the row cannot be used.
    """

    sheet: str
    line: int
    texts: dict[str, str]
    time: datetime | None
    exactness: int
    loss_fen: int | None
    pay_time: datetime | None
    pay_exactness: int
    amount_fen: int | None
    unread: tuple[str, ...] = ()
    refused: str = ""
    cells: str = ""

    def text(self, role: str) -> str:
        """The text of a role, empty where there is none."""
        return self.texts.get(role, "")


@dataclass
class ListFile:
    """The rows of one file; ``columns`` is role to header of each sheet that was read."""

    encoding: str = ""
    columns: dict[str, dict[str, str]] = field(default_factory=dict)
    lines: list[IncidentLine] = field(default_factory=list)


def layout_of_mapping(text: str | bytes) -> Layout:
    """The layout that a mapping describes.

    Raises:
        RefusedInput: it is no mapping of an incident list; the line is named.
    """
    columns = read_columns(text, ROLES)
    if not {"case_no", "victim"} & columns.keys():
        raise RefusedInput(
            _("The mapping names neither the victim nor the case number."),
            _("Give one of the columns case_no and victim."),
        )
    return Layout(
        key="incident_list.mapping",
        title=N_("A list of incidents"),
        kind="other",
        columns=tuple(
            Column(role, (ref.name,), nth=ref.nth, reads=_READS[role])
            for role, ref in columns.items()
        ),
        required=tuple((role,) for role in columns),
    )


def read_list(stream: BinaryIO, path: str, progress: Progress, layout: Layout = LAYOUT) -> ListFile:
    """Read all tables of a file that are lists of incidents.

    Raises:
        RefusedInput: it is neither text nor a workbook, or none of its tables is such a list.
    """
    read = ListFile()
    seen: list[NumberedRow] = []
    with duckdb.connect(config={"threads": 1, "temp_directory": ""}) as connection:
        # nothing of the rows may reach the disk
        dirt.install(connection)
        for sheet, tables in _tables(stream, read, progress):
            for rows in tables:
                head = list(itertools.islice(rows, HEAD_ROWS))
                seen = seen or head
                found = recognise(head, FileContext(path, sheet), (layout,)) if head else None
                if found is None:
                    continue
                below = itertools.chain(head[found.header_row + found.header_rows :], rows)
                read.columns[sheet] = {
                    role: found.header[place] for role, place in found.mapping.items()
                }
                progress.check()
                read.lines += _lines(connection, found, sheet, below)
                break
    if not read.columns:
        said = " | ".join(cell.strip() for cell in seen[0][1][:12] if cell.strip()) if seen else ""
        raise RefusedInput(
            _("The file is no list of incidents that is known. It begins: {text}").format(
                text=said[:200]
            ),
            _("Name its columns in a mapping; docs/mappings.md describes it."),
        )
    return read


def _tables(
    stream: BinaryIO, read: ListFile, progress: Progress
) -> Iterator[tuple[str, Iterator[Iterator[NumberedRow]]]]:
    """Sheet by sheet, the ways its rows can be split: of text, one for each delimiter."""
    magic = stream.read(8)
    stream.seek(0)
    if magic.startswith(spreadsheet.ZIP_MAGIC) or magic == spreadsheet.OLE_MAGIC:
        read.encoding = "xls" if magic == spreadsheet.OLE_MAGIC else "xlsx"
        if read.encoding == "xlsx":
            spreadsheet.guard_xlsx(stream, progress)
            stream.seek(0)
        for name, _height, rows in spreadsheet.sheets(stream, progress):
            yield name, iter((rows,))
        return
    head = stream.read(HEAD_BYTES)
    found = encoding.detect(head, whole=len(head) < HEAD_BYTES)
    if not head.strip() or found is None:
        raise RefusedInput(
            _("The file is empty.") if not head.strip()
            else _("It is neither text nor a workbook.")
        )  # fmt: skip
    read.encoding = found.name
    text = list(textfile.chunks(stream, found))
    yield (
        "",
        (
            itertools.chain.from_iterable(
                textfile.exact_rows(part.text.split("\n"), part.first_line, delimiter, part.bad)
                for part in text
            )
            for delimiter in textfile.DELIMITERS
        ),
    )


def _lines(
    connection: duckdb.DuckDBPyConnection,
    found: Recognition,
    sheet: str,
    rows: Iterable[NumberedRow],
) -> Iterator[IncidentLine]:
    width = len(found.header)
    taken = list(itertools.islice(rows, MOST_ROWS + 1))
    if len(taken) > MOST_ROWS:
        raise RefusedInput(
            _("The list has more than {number} rows.").format(number=MOST_ROWS),
            _("Divide it into several files."),
        )
    columns = ", ".join(f"c{place} varchar" for place in range(width))
    connection.execute(
        "create or replace temp table raw"
        f" (file integer, sheet integer, line bigint, bits bigint, {columns})"
    )
    marks = ", ".join("?" * (width + 4))
    values = [[0, 0, line, bits, *_padded(cells, width)] for line, cells, bits in taken]
    if not values:
        return
    connection.executemany(f"insert into raw values ({marks})", values)
    query, names = facts_query(found, "temp.raw", width)
    listed = ", ".join(names)
    worked = [
        f"coalesce(d_exactness(d_fold({role}_given)), 0) as {role}_exactness"
        for role in ("time", "pay_time")
        if role in found.mapping
    ] + [
        f"d_fen(d_amount_text(d_fold({role})), 100) as {role}_fen"
        for role in ("loss", "amount")
        if role in found.mapping
    ]
    cursor = connection.execute(
        f"select {', '.join(['q.*', *worked])}"
        f" from ({query}) q(file, sheet, line, row_text, damaged, {listed}) order by line"
    )
    keys = [column[0] for column in cursor.description or ()]
    for row in cursor.fetchall():
        yield _line(sheet, dict(zip(keys, row, strict=True)))


def _padded(cells: list[str], width: int) -> list[str | None]:
    return [(cells[place] if place < len(cells) else "") or None for place in range(width)]


def _line(sheet: str, row: dict[str, Any]) -> IncidentLine:
    """One row: what of it can be read, and what cannot."""
    texts: dict[str, str] = {}
    unread: list[str] = []
    refused = ""
    for role in ROLES:
        value, given = row.get(role), _plain(row.get(f"{role}_given"))
        if _READS[role] == "number" and value is None and given:
            if "*" in given and role in ("id_number", "phone"):
                value = given
            else:
                unread.append(_("{role}: “{text}” is masked or damaged and was left out.").format(
                    role=_(WORDS[role]), text=given[:40]))  # fmt: skip
        if _READS[role] == "time" and value is None and given:
            unread.append(
                _("{role}: “{text}” is no time.").format(role=_(WORDS[role]), text=given[:40])
            )
        if isinstance(value, str) and value:
            texts[role] = value
    loss, loss_given = row.get("loss_fen"), _plain(row.get("loss"))
    if "loss_wan" in texts:
        loss, loss_given = _wan(texts["loss_wan"]), texts["loss_wan"]
    if loss is None and loss_given.endswith(_WAN):
        loss = _wan(loss_given)
    if (loss is None and loss_given) or (loss is not None and loss < 0):
        refused = _("The loss “{text}” is no amount.").format(text=loss_given[:40])
    amount, amount_given = row.get("amount_fen"), _plain(row.get("amount"))
    if amount is None and amount_given.endswith(_WAN):
        amount = _wan(amount_given)
    if amount_given and (amount is None or amount <= 0):
        refused = _("The amount “{text}” of the payment is not above zero.").format(
            text=amount_given[:40]
        )
    if texts.get("payer_name") and not texts.get("victim") and not texts.get("case_no"):
        # the victim's leg of a stop-payment: whoever paid is the victim
        texts["victim"] = texts["payer_name"]
    return IncidentLine(
        sheet, int(row["line"]), texts,
        row.get("time"), _exactness(row, "time"), loss,
        row.get("pay_time"), _exactness(row, "pay_time"), amount,
        tuple(unread), refused, str(row["row_text"] or ""),
    )  # fmt: skip


def _plain(value: object) -> str:
    return str(value).strip() if value is not None else ""


def _exactness(row: dict[str, Any], role: str) -> int:
    """A midnight to the second is what a spreadsheet makes of a bare day."""
    moment = row.get(role)
    if moment is None or (moment.hour, moment.minute, moment.second) == (0, 0, 0):
        return 0
    return int(row.get(f"{role}_exactness") or 0)


def _wan(text: str) -> int | None:
    """Fen of an amount in 10,000 yuan."""
    plain = "".join(text.replace(",", "").split())
    try:
        fen = Decimal(plain.removesuffix("元").removesuffix("万")) * _FEN_PER_WAN
    except InvalidOperation:
        return None
    if not fen.is_finite():
        return None
    return int(fen) if fen == int(fen) and abs(fen) < 10**17 else None
