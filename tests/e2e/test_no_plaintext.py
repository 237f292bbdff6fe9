"""Nothing that a statement says can be read in the files of the case, nor while it is imported."""

from __future__ import annotations

import json
import re
import threading
from typing import TYPE_CHECKING

import pytest

from app.demo.returns import Scale, write_bulk, write_returns
from tests.e2e.program import Program, finished, new_case, row, statement

if TYPE_CHECKING:
    from pathlib import Path

CARD, OTHER = "6217991234567890129", "6228489876543210983"
NAME, HOLDER = "欧阳独一无二", "司徒举世无双"
MEMO = "货款第七笔甲乙丙丁"
ID = "990101199001011234"
TEXTS = (CARD, OTHER, NAME, HOLDER, MEMO, ID, "bulk-secret-serial")
ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "gb18030")


def needles(texts: set[str]) -> re.Pattern[bytes]:
    """The texts in every encoding in which they could lie on a disk."""
    found = {text.encode(encoding) for text in texts for encoding in ENCODINGS}
    return re.compile(b"|".join(re.escape(each) for each in sorted(found)))


class Watch(threading.Thread):
    """Reads every file of some folders again and again while something else works on them."""

    def __init__(self, pattern: re.Pattern[bytes], *folders: Path) -> None:
        super().__init__()
        self._pattern = pattern
        self._folders = folders
        self._enough = threading.Event()
        self.seen: set[str] = set()
        self.readable: set[str] = set()

    def look(self) -> None:
        """Once over everything."""
        for folder in self._folders:
            for path in folder.rglob("*"):
                try:
                    content = path.read_bytes()
                except OSError:
                    continue
                self.seen.add(path.name)
                if self._pattern.search(content):
                    self.readable.add(str(path.relative_to(folder)))

    def run(self) -> None:
        while not self._enough.wait(0.02):
            self.look()

    def stop(self) -> None:
        self._enough.set()
        self.join()
        self.look()


def texts_of(folder: Path) -> set[str]:
    """Names, numbers and remarks of generated statements that nothing but a leak can repeat."""
    found: set[str] = set()
    for path in sorted(folder.rglob("*.csv")):
        content = path.read_bytes()
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("gb18030", "replace")
        found.update(re.findall(r"\d{15,19}", text)[:40])
    return found


@pytest.mark.slow
def test_nothing_can_be_read(program: Program, tmp_path: Path) -> None:
    folder = tmp_path / "returns"
    statement(
        folder / "secret.csv",
        [
            row(CARD, "2020-07-02 15:30:00", "1000.00", "出", OTHER, NAME, holder=HOLDER,
                summary=MEMO, serial="bulk-secret-serial"),
            row(CARD, "2020-07-02 15:31:00", "", "出", OTHER, NAME, holder=HOLDER, summary=MEMO),
        ],
    )  # fmt: skip
    (folder / "人员信息.csv").write_text(
        f"客户名称,证照类型,证照号码,住宅电话,联系手机\n{HOLDER},身份证,{ID},,13000000001\n",
        "utf-8",
    )
    write_returns(tmp_path / "stick", seed=4, scale=Scale.small())
    write_bulk(folder / "bulk", rows=100_000, files=2, seed=5)
    case = new_case(tmp_path / "case.xunxian")
    texts = {*TEXTS, *texts_of(folder), *texts_of(tmp_path / "stick" / "北屿银行")}
    assert len(texts) > 60
    pattern = needles(texts)
    home = tmp_path / "home"
    home.mkdir(exist_ok=True)
    # memory too small for the work, so that it has to spill
    settings = {"version": 1, "values": {"ledger_memory_mb": 700}}
    (home / "settings.json").write_text(json.dumps(settings), encoding="utf-8")
    watch = Watch(pattern, case, home)
    watch.start()
    try:
        process = program.start("import", case, folder, tmp_path / "stick" / "北屿银行")
        done = finished(process)
        assert done.status in (0, 3), done.err
        killed = program.start("import", case, tmp_path / "stick")
        threading.Event().wait(4)
        killed.kill()
        finished(killed)
        watch.look()
        program.run("withdraw", case, "1", "--why", "x")
    finally:
        watch.stop()
    assert {"case.db", "ledger.duckdb", "case.json"} <= watch.seen
    assert watch.readable == set()
    assert needles({CARD}).search((folder / "secret.csv").read_bytes()), "the search finds"
