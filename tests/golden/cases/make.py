"""Makes the kept case of the present format version: ``python -m tests.golden.cases.make``.

One case of every released version is kept and must open for ever. Run this once per released
version, before its release, and never again for that version.
"""

from __future__ import annotations

import io
import shutil
import sys
from datetime import datetime
from pathlib import Path

from app.model import (
    AccountDetail,
    AccountSpace,
    AnswerKind,
    Attribution,
    AttributionRole,
    BatchState,
    Identifier,
    IdentifierKind,
    ImportBatch,
    Incident,
    IncidentPayment,
    Mapping,
    Measure,
    Note,
    Organisation,
    PartyDetail,
    Person,
    SavedFilter,
    SourceFile,
    StatementAnswer,
    Tag,
    TagUse,
)
from app.store import journal, keys, schema
from app.store.casefile import CaseFile
from app.store.header import Cost

FOLDER = Path(__file__).parent
NAME = "样例案件"
OFFICER = "张警官"
SECOND_OFFICER = "李警官"
PASSPHRASE = "kept case"
SECOND_PASSPHRASE = "kept case, second"
ORIGINAL = "交易卡号,交易时间,交易金额\n6222020000000000012,2020-07-02 15:30:00,100.00\n".encode()
MOMENT = datetime(2020, 7, 3, 9, 0)


def make(folder: Path) -> None:
    """Make the case in ``folder``."""
    keys.DEFAULT_COST = Cost(memory_kib=64, iterations=1, lanes=1)
    with CaseFile.create(folder, name=NAME, officer=OFFICER, passphrase=PASSPHRASE) as case:
        stored = case.vault.put(io.BytesIO(ORIGINAL))
        with case.session() as session:
            file = SourceFile(
                ordinal=1, path="流水.csv", sha256=stored.sha256, size=stored.size,
                format="kept", encoding="utf-8", kind="transfers",
                recognition={"score": 1.0}, totals={"rows_read": 1, "rows_imported": 1},
            )  # fmt: skip
            batch = ImportBatch(
                time=MOMENT, officer=OFFICER, paths=["流水.csv"],
                state=BatchState.COMPLETE, totals={"rows_read": 1}, files=[file],
            )  # fmt: skip
            session.add(batch)
            session.flush()
            source = {"batch_id": batch.id, "source_file_id": file.id, "sheet": None, "line": 2}
            person = Person(
                name="甲某", source="开户资料", **source,
                identifiers=[
                    Identifier(
                        kind=IdentifierKind.RESIDENT_ID, value="11010519491231002X", valid=True,
                        **source,
                    ),
                ],
                details=[PartyDetail(kind="address", value="某市某区", **source)],
            )  # fmt: skip
            account = {"space": AccountSpace.BANK, "account": "6222020000000000012"}
            session.add_all(
                [
                    person,
                    Organisation(name="某公司", source="手工"),
                    Attribution(
                        **account, **source, party=person, role=AttributionRole.HOLDER,
                        confidence=100, how="开户资料",
                    ),
                    AccountDetail(
                        **account, **source, bank="某银行", opened=MOMENT, account_class="Ⅰ类",
                        currency="CNY", balance_fen=12345,
                    ),
                    StatementAnswer(**account, **source, answer=AnswerKind.SOME, text="成功"),
                    Measure(**account, **source, kind_code="01", kind="冻结", amount_fen=500),
                    Mapping(
                        name="样例映射", header=["日期", "金额"], text="version: 1\n",
                        created=MOMENT, created_by=OFFICER,
                    ),
                    Incident(
                        case_no="样例〔2020〕1号", victim="丙某", time=MOMENT, exactness=2,
                        loss_fen=10000, recorded=MOMENT, recorded_by=OFFICER,
                        payments=[
                            IncidentPayment(
                                payee=account["account"], space=AccountSpace.BANK, time=MOMENT,
                                exactness=2, amount_fen=10000,
                            )
                        ],
                    ),
                    Tag(
                        name="可疑", colour=1, officer=OFFICER, time=MOMENT,
                        uses=[TagUse(**account, officer=OFFICER, time=MOMENT)],
                    ),
                    Note(**account, text="样例备注", officer=OFFICER, time=MOMENT),
                    SavedFilter(
                        name="大额", wanted={"least_fen": 1000000}, columns=[], sort=["-amount"],
                        officer=OFFICER, time=MOMENT,
                    ),
                ]
            )  # fmt: skip
            case.add_passphrase(session, officer=SECOND_OFFICER, passphrase=SECOND_PASSPHRASE)
            journal.append(
                session, officer=OFFICER, verb="import", subject=f"batch/{batch.id}",
                after={"files": 1}, why="样例",
            )  # fmt: skip


def main() -> int:
    """Make the kept case of the version that this program writes, unless it is there."""
    folder = FOLDER / f"v{keys.FORMAT_MAJOR}_{schema.MINOR}.xunxian"
    if folder.exists() and "--again" not in sys.argv:
        print(f"{folder} is kept already; --again replaces it, before a release only")
        return 1
    shutil.rmtree(folder, ignore_errors=True)
    make(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
