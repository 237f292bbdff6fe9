"""Journal entries in words."""

from __future__ import annotations

from app.ops import journal_words


def test_lists_of_documents_read_as_lines():
    payments = [{"payment": 16, "payer": "6222", "out_record": None, "amount_fen": 500_000}]
    [value] = journal_words.changed_values(None, {"payments": payments})
    assert value.key == "payments"
    assert value.after == "payment 16 · payer 6222 · amount 5,000.00"
    assert journal_words.folded([value]) == f"payments: {value.after}"
    [names] = journal_words.changed_values(None, {"paths": ["甲.csv", "乙.csv"]})
    assert names.after == "甲.csv\n乙.csv"
