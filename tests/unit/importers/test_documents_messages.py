"""camt.053, MT940 and OFX: what their golden samples do not say, and hostile files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.importers.documents import all_documents, document_of
from app.importers.documents.ofx import case_time
from app.ops import flows
from tests.unit.importers.desk import Desk, codes, write

if TYPE_CHECKING:
    from pathlib import Path

CAMT = """<?xml version="1.0" encoding="{encoding}"?>
<c:Document xmlns:c="urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}"><c:BkToCstmrStmt>
<c:Stmt><c:Id>S{account}</c:Id><c:Acct><c:Id><c:Othr><c:Id>{account}</c:Id></c:Othr></c:Id>
<c:Ccy>CNY</c:Ccy></c:Acct>{body}</c:Stmt></c:BkToCstmrStmt></c:Document>"""
ENTRY = """<c:Ntry><c:Amt Ccy="CNY">{amount}</c:Amt><c:CdtDbtInd>{way}</c:CdtDbtInd>
<c:Sts>BOOK</c:Sts><c:BookgDt><c:Dt>2024-05-0{day}</c:Dt></c:BookgDt>
<c:AcctSvcrRef>{ref}</c:AcctSvcrRef><c:NtryDtls><c:TxDtls><c:RltdPties><c:Cdtr><c:Nm>{name}</c:Nm>
</c:Cdtr></c:RltdPties></c:TxDtls></c:NtryDtls></c:Ntry>"""


def camt(
    account: str, *entries: tuple[str, str], encoding: str = "UTF-8", version: str = "02"
) -> str:
    body = "".join(
        ENTRY.format(amount=amount, way=way, day=n, ref=f"R{n}", name="样本收款人")
        for n, (amount, way) in enumerate(entries, start=1)
    )
    return CAMT.format(encoding=encoding, version=version, account=account, body=body)


def test_every_container_is_told_from_text_and_from_each_other() -> None:
    heads = {
        "pdf": b"%PDF-1.4\n",
        "camt.053": camt("1", ("1.00", "DBIT")).encode("utf-16"),
        "mt940": b"\r\n:20:X\r\n:25:1\r\n:60F:C240101EUR1,\r\n",
        "ofx": b"OFXHEADER:100\nDATA:OFXSGML\n<OFX>",
    }
    assert {kind.name for kind in all_documents()} == set(heads)
    for name, head in heads.items():
        found = document_of(head)
        assert found is not None
        assert found.name == name
    for head in (b"a,b,c\n1,2,3\n", b"<html><body>x", "交易卡号,金额\n".encode(), b":20:\n"):
        assert document_of(head) is None


@pytest.mark.parametrize(("encoding", "codec"), [("GB18030", "gb18030"), ("UTF-16", "utf-16")])
def test_camt_in_other_encodings(shared: Desk, tmp_path: Path, encoding: str, codec: str) -> None:
    account = f"6000{codec[-2:]}0001"
    text = camt(account, ("88.00", "DBIT"), ("12.50", "CRDT"), encoding=encoding, version="06")
    path = write(tmp_path / f"{codec}.xml", text, codec)
    shared.take(path)
    told = shared.file(path.name)
    assert (told.totals.out_fen, told.totals.in_fen) == (8800, 1250)
    assert shared.flows(account)[0].payee_name == "样本收款人"


def test_camt_on_one_line_keeps_its_rows_apart(shared: Desk, tmp_path: Path) -> None:
    text = camt("600000009", *[(f"{n}.00", "DBIT") for n in range(1, 9)]).replace("\n", "")
    path = write(tmp_path / "one_line.xml", text)
    shared.take(path)
    assert shared.file(path.name).totals.rows_imported == 8
    found = shared.flows("600000009")
    assert len({f.sources[0].line for f in found}) == 8
    raw = flows.raw_row(shared.case, found[3].sources[0])
    assert dict(zip(raw.header, raw.cells, strict=True))["amount"] == "4.00"


def test_hostile_xml_is_refused(shared: Desk, tmp_path: Path) -> None:
    whole = camt("600000010", ("1.00", "DBIT"))
    head = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]>'
    write(tmp_path / "entity.xml", head + whole.partition("?>")[2])
    deep = "<c:NtryDtls>" * 500 + "</c:NtryDtls>" * 500
    write(tmp_path / "deep.xml", whole.replace("</c:Ntry>", deep + "</c:Ntry>"))
    write(tmp_path / "half.xml", whole[: len(whole) * 2 // 3])
    report = shared.take(tmp_path)
    assert report.files == []
    assert "entities" in shared.why("entity.xml")
    assert "nested" in shared.why("deep.xml")
    assert "damaged" in shared.why("half.xml")
    assert "600000010" not in shared.accounts()


def mt940(*lines: str, account: str) -> str:
    return "\r\n".join((":20:REF", f":25:{account}", ":28C:1/1", *lines, "-"))


def test_mt940_lines_lead_back_to_the_file(shared: Desk, tmp_path: Path) -> None:
    text = mt940(
        ":60F:C240101CNY100,00",
        ":61:2401020102D8,NTRFNONREF//BANKREF1",
        ":86:first line",
        "second line",
        ":61:2401030103C,50NMSCNONREF",
        ":62F:C240103CNY92,50",
        account="700000001",
    )
    path = write(tmp_path / "plain.sta", text)
    shared.take(path)
    told = shared.file(path.name)
    assert (told.totals.out_fen, told.totals.in_fen, codes(told)) == (800, 50, set())
    found = shared.flows("700000001")
    assert [f.sources[0].line for f in found] == [5, 8]
    assert found[0].summary == "first line second line"
    raw = flows.raw_row(shared.case, found[0].sources[0])
    assert raw.cells[0] == "700000001"
    assert raw.header[0] == ":25: account"


def test_mt940_balances_are_checked(shared: Desk, tmp_path: Path) -> None:
    text = mt940(
        ":60F:D240101CNY10,00", ":61:240102C5,00NTRFNONREF", ":62F:C240102CNY5,00",
        account="700000002",
    )  # fmt: skip
    path = write(tmp_path / "gap.sta", text)
    shared.take(path)
    told = shared.file(path.name)
    assert codes(told) == {"statement_balance"}
    assert "-10.00" in told.warnings[0].text


def test_broken_mt940_lines_are_refused_one_by_one(shared: Desk, tmp_path: Path) -> None:
    bad = ["junk", "2402300230D1,00NTRFNONREF", "240102X5,00NTRFNONREF", "240102D1,2,3NTRFNONREF"]
    text = mt940(
        ":60F:C240101CNY10,00",
        *(f":61:{line}" for line in bad),
        ":61:240105D5,00NTRFNONREF",
        ":62F:C240105CNY5,00",
        account="700000003",
    )
    path = write(tmp_path / "broken.sta", text)
    shared.take(path)
    totals = shared.file(path.name).totals
    assert (totals.rows_read, totals.rows_imported, totals.rows_rejected) == (5, 1, 4)
    assert [issue.line for issue in shared.file(path.name).rejects] == [5, 6, 7, 8]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("20240301", "20240301"),
        ("20240301120000", "20240301120000"),
        ("20240301120000.123[-5:EST]", "20240302010000"),
        ("20240301120000[+8]", "20240301120000"),
        ("20240301120000[5.5:IST]", "20240301143000"),
        ("20240301[-5:EST]", "20240301"),
        ("20249901120000[-5:EST]", "20249901120000[-5:EST]"),
        ("soon", "soon"),
    ],
)
def test_ofx_times(given: str, told: str) -> None:
    assert case_time(given) == told


def test_ofx_with_stray_and_missing_tags(shared: Desk, tmp_path: Path) -> None:
    text = """OFXHEADER:100
<OFX><BOGUS><STMTRS><CURDEF>CNY<BANKACCTFROM><ACCTID>800000001</BANKACCTFROM><BANKTRANLIST>
<STMTTRN><TRNTYPE>DEBIT<DTPOSTED>20240301<TRNAMT>-1.25<FITID>1<NAME>甲 &lt;乙&gt;
<STMTTRN></NAME><TRNTYPE>CREDIT<DTPOSTED>20240302<TRNAMT>+3<FITID>2</WRONG>
<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20240303<TRNAMT>NaN<FITID>3"""
    path = write(tmp_path / "stray.ofx", text)
    shared.take(path)
    totals = shared.file(path.name).totals
    assert (totals.rows_read, totals.rows_rejected) == (3, 1)
    assert (totals.out_fen, totals.in_fen) == (125, 300)
    assert shared.flows("800000001")[0].payee_name == "甲 <乙>"
