"""Mappings as forms, samples of tables, and reading a file again by another mapping."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from app.base.errors import Cancelled, RefusedInput, UsageError
from app.base.progress import Progress, ProgressReport
from app.importers.mapping import ROLES, RULES
from app.ops import mapping_forms, reimporting
from app.ops.batches import batch_report, list_batches
from app.ops.flows import list_flows
from app.ops.importing import import_paths
from app.ops.mapping_skips import left_out, skip_words, taken_back
from app.ops.table_samples import sample_original, sample_paths
from tests.unit.importers.desk import workbook
from tests.unit.ops.test_mappings import HEADER, OTHER, OWN, ROWS, table

if TYPE_CHECKING:
    from pathlib import Path

    from app.store.casefile import CaseFile


def first(folder: Path) -> mapping_forms.DraftedForm:
    (sample,) = sample_paths([table(folder)], "a.csv", Progress())
    return mapping_forms.drafted(sample)


def test_every_role_and_rule_has_words():
    assert set(mapping_forms.ROLE_TITLES) == {"", *ROLES}
    assert tuple(mapping_forms.RULE_TITLES) == RULES


def test_a_form_and_its_mapping_are_the_same(tmp_path):
    form = first(tmp_path).form
    assert form.header == tuple(HEADER.split(","))
    assert form.roles[0] == "time"
    mapping = mapping_forms.mapping_of(form)
    assert mapping_forms.form_of(mapping) == replace(form, base=mapping)


def test_a_role_moves_to_the_column_that_gets_it(tmp_path):
    form = first(tmp_path).form
    moved = form.with_role(4, "time")
    assert (moved.roles[0], moved.roles[4]) == ("", "time")
    assert moved.with_role(4, "").roles[4] == ""


def test_the_first_rows_are_read_as_an_import_would(tmp_path):
    found = first(tmp_path)
    form = replace(
        found.form,
        roles=("time", "own_card", "counterparty_card", "amount", "balance"), rule="sign",
    )  # fmt: skip
    reading = mapping_forms.read_sample(found.sample, form)
    assert [(r["own_account"], r["direction"], r["amount_fen"]) for r in reading.rows] == [
        (OWN, "out", 1000), (OWN, "in", 2550),
    ]  # fmt: skip
    assert not reading.problem
    assert mapping_forms.rows_below(found.sample, form)[0][:2] == (2, "2021-03-04 10:00:00")


def test_what_is_missing_is_said_and_not_raised(tmp_path):
    found = first(tmp_path)
    form = replace(found.form, roles=("", *found.form.roles[1:]))
    assert "time or the date" in mapping_forms.read_sample(found.sample, form).problem
    wrong = replace(found.form, time_form="yesterday")
    assert "yesterday" in mapping_forms.read_sample(found.sample, wrong).problem
    with pytest.raises(RefusedInput):
        mapping_forms.mapping_of(form)


def test_another_header_line_gives_another_form(tmp_path):
    path = table(tmp_path, header=f"某某公司流水,2021\n{HEADER}")
    (sample,) = sample_paths([path], "a.csv", Progress())
    lines = mapping_forms.header_lines(sample)
    assert [line for line, _said in lines][:2] == [1, 2]
    before = mapping_forms.drafted(sample).form
    at_two = mapping_forms.form_at(sample, 2, before)
    assert at_two.header == tuple(HEADER.split(","))
    none = mapping_forms.form_at(sample, 0, before)
    assert none.header[0] == "列1"
    assert set(none.roles) == {""}


def test_each_sheet_of_a_workbook_is_a_sample(tmp_path):
    sheets = {"一": [["甲", "乙"], ["1", "2"]], "二": [["丙", "丁"], ["3", "4"]]}
    workbook(tmp_path / "b.xlsx", sheets)
    samples = sample_paths([tmp_path], "b.xlsx", Progress())
    assert [sample.sheet for sample in samples] == ["一", "二"]


def test_files_that_hold_no_table_are_refused(tmp_path):
    for name, data in (("a.txt", b"plain words\n"), ("b.bin", bytes(range(256)) * 9)):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(RefusedInput):
            sample_paths([tmp_path / name], name, Progress())
    with pytest.raises(UsageError):
        sample_paths([tmp_path], "gone.csv", Progress())


def wanted(folder: Path, rule: str) -> mapping_forms.MappingForm:
    return replace(
        first(folder).form,
        name=f"by {rule}",
        roles=("time", "own_card", "counterparty_card", "amount", "balance"),
        rule=rule,
    )


def test_several_mappings_read_several_tables(case: CaseFile, tmp_path):
    sign = mapping_forms.mapping_of(wanted(tmp_path, "sign"))
    other = table(tmp_path, "o.csv", HEADER.replace("变动", "增减"))
    (sample,) = sample_paths([other], "o.csv", Progress())
    second = mapping_forms.mapping_of(
        replace(
            mapping_forms.drafted(sample).form, name="second", rule="sign_reversed",
            roles=("time", "own_card", "counterparty_card", "amount", "balance"),
        )
    )  # fmt: skip
    report, _changes = import_paths(
        case, paths=[tmp_path / "a.csv", other], progress=Progress(), mappings=[sign, second]
    )
    assert [list(file.mappings) for file in report.files] == [["by sign"], ["second"]]


def test_a_file_is_read_again_by_another_mapping(case: CaseFile, tmp_path):
    first_way = mapping_forms.mapping_of(wanted(tmp_path, "sign"))
    other = table(tmp_path, "o.csv", rows=ROWS.replace("2021", "2022"))
    import_paths(case, paths=[tmp_path / "a.csv", other], progress=Progress(), mapping=first_way)
    file = batch_report(case, batch=1).files[0]
    (sample,) = sample_original(case, file.file_id, Progress())
    assert sample.rows[0][1] == HEADER.split(",")
    second_way = mapping_forms.mapping_of(wanted(tmp_path, "sign_reversed"))
    report, changes = reimporting.reimport_file(
        case, file_id=file.file_id, mappings=[second_way], progress=Progress(), why="wrong way"
    )
    assert changes.mappings
    assert [row.state for row in list_batches(case)] == ["withdrawn", "complete"]
    assert report.batch == 2
    assert [list(f.mappings) for f in report.files] == [["by sign_reversed"], ["by sign"]]
    flows = [(f.time.year, f.payee) for f in list_flows(case)]
    assert flows == [
        (2021, OWN), (2021, OTHER),
        (2022, OTHER), (2022, OWN),
    ]  # fmt: skip
    with pytest.raises(UsageError, match="withdrawn already"):
        reimporting.reimport_file(
            case, file_id=file.file_id, mappings=[second_way], progress=Progress()
        )


def test_what_fails_half_way_is_read_as_before(case: CaseFile, tmp_path):
    import_paths(
        case, paths=[table(tmp_path)], progress=Progress(),
        mapping=mapping_forms.mapping_of(wanted(tmp_path, "sign")),
    )  # fmt: skip
    before = [(f.time, f.payer, f.amount_fen) for f in list_flows(case)]
    misfit = mapping_forms.mapping_of(replace(wanted(tmp_path, "sign"), name="x"))
    misfit = replace(misfit, sheet="no such sheet")
    file = batch_report(case, batch=1).files[0].file_id

    def stop(report: ProgressReport) -> None:
        if report.done:
            progress.cancel()

    progress = Progress(stop, interval=0)
    with pytest.raises(Cancelled):
        reimporting.reimport_file(case, file_id=file, mappings=[misfit], progress=progress)
    assert [(f.time, f.payer, f.amount_fen) for f in list_flows(case)] == before
    assert [row.state for row in list_batches(case)] == ["complete"]


def test_rare_rules_go_there_and_back(tmp_path):
    form = replace(
        first(tmp_path).form,
        roles=("time", "own_card", "counterparty_card", "amount", "direction"), rule="word",
        in_words="来, 入账；贷", out_words="去", time_zone="+07:00",
    )  # fmt: skip
    form = left_out(left_out(form, 1, "contains", " 小计 "), 1, "contains", "小计")
    assert skip_words(form) == [f"{form.header[1]} contains “小计”"]
    mapping = mapping_forms.mapping_of(form)
    assert mapping.in_words == ("来", "入账", "贷")
    assert mapping.time_zone == "+07:00"
    assert [rule.text for rule in mapping.skip] == ["小计"]
    assert mapping_forms.form_of(mapping).skip == form.skip
    assert taken_back(form, 0).skip == ()
    assert left_out(form, 0, "equals", "  ") == form


def test_rows_left_out_are_notices(tmp_path):
    found = first(tmp_path)
    form = replace(
        found.form,
        roles=("time", "own_card", "counterparty_card", "amount", "balance"), rule="sign",
    )  # fmt: skip
    before = mapping_forms.read_sample(found.sample, form)
    given = str(found.sample.rows[1][1][3])
    after = mapping_forms.read_sample(found.sample, left_out(form, 3, "equals", given))
    assert before.rows[0]["outcome"] == "record"
    assert after.rows[0]["outcome"] == "notice"
    assert len(after.rows) == len(before.rows)


def test_a_wrong_pattern_or_clock_is_named(tmp_path):
    form = first(tmp_path).form
    with pytest.raises(RefusedInput, match="no pattern"):
        mapping_forms.mapping_of(left_out(form, 0, "matches", "(("))
    with pytest.raises(RefusedInput, match="time_zone"):
        mapping_forms.mapping_of(replace(form, time_zone="Bangkok"))
