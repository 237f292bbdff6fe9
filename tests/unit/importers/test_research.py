"""Generated research data: AMLworld, AMLSim and PaySim."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.importers.formats.amlworld import CURRENCIES, account_of
from tests.unit.importers.desk import Desk, codes, write

if TYPE_CHECKING:
    from pathlib import Path

TRANSFERS = (
    "Timestamp,From Bank,Account,To Bank,Account,Amount Received,Receiving Currency,"
    "Amount Paid,Payment Currency,Payment Format,Is Laundering\n"
)
STEPS = (
    "step,type,amount,nameOrig,oldbalanceOrg,newbalanceOrig,nameDest,oldbalanceDest,"
    "newbalanceDest,isFraud,isFlaggedFraud\n"
)


def test_one_number_at_two_banks_is_two_accounts(shared: Desk, tmp_path: Path) -> None:
    """Zeros before a bank's code mean nothing: the list of accounts writes it without them."""
    write(
        tmp_path / "HI-Small_Trans.csv",
        TRANSFERS
        + "2022/09/01 00:06,021174,800000001,012,800000001,10.00,Yuan,10.00,Yuan,ACH,1\n"
        + "2022/09/01 00:07,12,800000001,0021174,800000001,4.00,Yuan,4.00,Yuan,Cash,0\n",
    )
    write(
        tmp_path / "HI-Small_accounts.csv",
        "Bank Name,Bank ID,Account Number,Entity ID,Entity Name\n"
        "Sample Bank,21174,800000001,80000TEST1,Corporation #1\n",
    )
    report = shared.take(tmp_path)
    assert report.whole
    told = shared.accounts()
    one, two = told["21174-800000001"], told["12-800000001"]
    assert (one.obtained, two.obtained) == (True, True)
    assert (one.out_fen, one.in_fen, two.out_fen, two.in_fen) == (1000, 400, 400, 1000)
    assert (one.holder, one.bank) == ("Corporation #1", "Sample Bank")
    found = shared.flows("12-800000001")
    assert [f.amount_fen for f in found] == [1000, 400]
    assert [f.kind for f in found] == ["transfer", "transfer"]
    assert [f.channel for f in found] == ["ACH", "Cash"]
    assert found[0].summary == "laundering=1"
    assert account_of("000", "A1") == "0-A1"


def test_every_currency_has_its_code(shared: Desk, tmp_path: Path) -> None:
    rows = "".join(
        f"2022/09/02 00:{n:02d},5,90000000{n:02d},6,9100000000,1.00,{word},1.00,{word},Wire,0\n"
        for n, word in enumerate(CURRENCIES)
    )
    path = write(tmp_path / "currencies.csv", TRANSFERS + rows)
    shared.take(path)
    totals = shared.file(path.name).totals
    assert set(totals.currencies) == set(CURRENCIES.values()) - {"CNY"}
    assert totals.out_fen == 100
    assert all(sums == {"in": 0, "out": 100} for sums in totals.currencies.values())


def test_attempts_are_kept_and_count_in_no_sum(shared: Desk, tmp_path: Path) -> None:
    row = "2022/09/03 00:06,7,800000001,8,800000002,28.96,Yuan,28.96,Yuan,ACH,1"
    write(tmp_path / "a_Trans.csv", f"{TRANSFERS}{row}\n")
    path = write(
        tmp_path / "b_Patterns.txt",
        f"BEGIN LAUNDERING ATTEMPT - STACK\n{row}\nEND LAUNDERING ATTEMPT - STACK\n\n"
        "BEGIN LAUNDERING ATTEMPT - CYCLE:  Max 3 hops\nbroken row\nEND LAUNDERING ATTEMPT\n",
    )
    shared.take(tmp_path)
    told = shared.file(path.name)
    assert (told.kind, told.totals.rows_read, told.totals.rows_imported) == ("other", 2, 1)
    assert told.totals.rows_rejected == 1
    assert codes(told) == set()
    assert shared.accounts()["7-800000001"].out_fen == 2896
    assert len(shared.flows("7-800000001")) == 1
    reader = shared.case.ledger.reader()
    try:
        kept = reader.execute("select source, amount, line from repeat").fetchall()
    finally:
        reader.close()
    assert kept == [("amlworld STACK", 2896, 2)]


def test_steps_become_hours_and_cash_in_comes_in(shared: Desk, tmp_path: Path) -> None:
    path = write(
        tmp_path / "PaySim.csv",
        STEPS
        + "1,TRANSFER,181.0,C1,181.0,0.0,C2,0.0,0.0,1,0\n"
        + "25,CASH_IN,20.5,C1,0.0,20.5,C3,99.0,78.5,0,0\n"
        + "743,PAYMENT,1.0,C1,20.5,19.5,M9,0.0,0.0,0,1\n"
        + "99999999999,DEBIT,1.0,C1,19.5,18.5,C3,0.0,0.0,0,0\n",
    )
    shared.take(path)
    told = shared.file(path.name)
    assert (told.totals.rows_imported, told.totals.rows_rejected) == (3, 1)
    assert [w.code for w in told.warnings] == ["time_from_steps"]
    assert shared.told("C1") == [
        ("2017-01-01 00:00:00", "C1", "C2", 18100, "transfer", "success"),
        ("2017-01-02 00:00:00", "C3", "C1", 2050, "cash", "success"),
        ("2017-01-31 22:00:00", "C1", "M9", 100, "transfer", "success"),
    ]
    assert [f.summary for f in shared.flows("C1")] == ["fraud=1", None, "flagged=1"]
    account = shared.accounts()["C1"]
    assert (account.kind, account.balance_fen) == ("other", 1950)
    assert shared.accounts()["C2"].obtained


def test_simulated_alerts_are_labels(shared: Desk, tmp_path: Path) -> None:
    path = write(
        tmp_path / "transactions.csv",
        "tran_id,orig_acct,bene_acct,tx_type,base_amt,tran_timestamp,is_sar,alert_id\n"
        "1,4100,7200,TRANSFER,120.55,2017-01-01T00:00:00Z,True,7\n"
        "2,7200,9300,TRANSFER,99.10,2017-01-02T00:00:00Z,False,-1\n",
    )
    shared.take(path)
    assert shared.file(path.name).totals.out_fen == 21965
    assert [f.summary for f in shared.flows("7200")] == ["sar=1; alert=7", None]
    assert shared.accounts()["7200"].in_fen == 12055
