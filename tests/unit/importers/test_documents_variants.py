"""MT940, camt and OFX as banks also write them: long references, points, sister messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.unit.importers.desk import Desk, codes, write

if TYPE_CHECKING:
    from pathlib import Path

OFX = """OFXHEADER:100
<OFX>
<INVSTMTMSGSRSV1><INVSTMTTRNRS><INVSTMTRS><CURDEF>CNY
<INVACCTFROM><BROKERID>broker.example<ACCTID>{account}</INVACCTFROM>
<INVTRANLIST>{body}</INVTRANLIST></INVSTMTRS></INVSTMTTRNRS></INVSTMTMSGSRSV1>
</OFX>
"""
CASH = """<INVBANKTRAN><STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20240105<TRNAMT>12.50<FITID>C1<MEMO>x
</STMTTRN><SUBACCTFUND>CASH</INVBANKTRAN>
"""
TRADE = "<BUYSTOCK><INVBUY><INVTRAN><FITID>T1</INVTRAN><TOTAL>-5.00</INVBUY></BUYSTOCK>\n"


@pytest.mark.parametrize(
    ("line", "figures", "counterparty"),
    [
        # a reference that is an IBAN has more signs than the message allows
        ("2001010101D65,00NOVBNL91ABNA0417164300\nsample payee", (0, 6500), "NL91ABNA0417164300"),
        ("200101    C65,00NOVBABCDEFGHIJKLMNOPQR", (6500, 0), None),
        # points before and after the fractions
        ("2001010101C1.250,75NTRFNONREF", (125075, 0), None),
        ("2001010101D50.75NTRFNONREF", (0, 5075), None),
        ("2001010101D1.250NTRFNONREF", None, None),
        ("2001010101D1.25.0,00NTRFNONREF", None, None),
    ],
)
def test_statement_lines(
    shared: Desk, tmp_path: Path, line: str, figures: tuple[int, int] | None, counterparty: str
) -> None:
    account = str(710000000 + len(shared.accounts()))
    path = write(
        tmp_path / f"{account}.sta",
        f":20:REF\n:25:{account}\n:28C:1/1\n:60F:C200101CNY0,\n:61:{line}\n",
    )
    shared.take(path)
    totals = shared.file(path.name).totals
    if figures is None:
        assert (totals.rows_read, totals.rows_rejected) == (1, 1)
        return
    assert (totals.in_fen, totals.out_fen) == figures
    (flow,) = shared.flows(account)
    assert counterparty in (None, flow.payee)


def test_an_interim_report_names_its_currency(shared: Desk, tmp_path: Path) -> None:
    path = write(
        tmp_path / "interim.sta",
        ":20:REF\n:25:720000001\n:28C:1/1\n:34F:PLN0\n:61:2001010101C0,01NTRFNONREF\n",
    )
    shared.take(path)
    totals = shared.file(path.name).totals
    assert (totals.in_fen, totals.currencies) == (0, {"PLN": {"in": 1, "out": 0}})


@pytest.mark.parametrize(
    ("message", "part", "word"),
    [
        ("BkToCstmrAcctRpt", "Rpt", "camt.052"),
        ("BkToCstmrDbtCdtNtfctn", "Ntfctn", "camt.054"),
    ],
)
def test_sister_messages_are_refused_by_name(
    shared: Desk, tmp_path: Path, message: str, part: str, word: str
) -> None:
    path = write(
        tmp_path / f"{word}.xml",
        f'<?xml version="1.0"?><Document xmlns="urn:x"><{message}><{part}><Id>A</Id></{part}>'
        f"</{message}></Document>",
    )
    shared.take(path)
    assert word in shared.why(path.name)


def test_cash_of_a_securities_account_is_read_and_trades_are_told(
    shared: Desk, tmp_path: Path
) -> None:
    both = write(tmp_path / "both.ofx", OFX.format(account="730000001", body=CASH + TRADE))
    none = write(tmp_path / "none.ofx", OFX.format(account="730000002", body=""))
    shared.take(both, none)
    assert shared.file("both.ofx").totals.in_fen == 1250
    assert codes(shared.file("both.ofx")) == {"securities_left"}
    assert codes(shared.file("none.ofx")) == {"no_transactions"}
