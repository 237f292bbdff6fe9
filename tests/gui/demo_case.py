"""The small demonstration case, built once a module and copied for each test."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from app.base.progress import Progress
from app.demo.returns import Scale
from app.ops.cases import open_case
from app.ops.demo import OFFICER, PASSPHRASE, build_demo

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.ops.cases import CaseFile


@pytest.fixture(scope="module")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XUNXIAN_HOME", str(tmp_path_factory.mktemp("home")))
        case, _report = build_demo(
            tmp_path_factory.mktemp("demo"), progress=Progress(), scale=Scale.small()
        )
        case.close()
        return case.folder


@pytest.fixture
def demo(demo_folder: Path, tmp_path: Path) -> Iterator[CaseFile]:
    folder = shutil.copytree(demo_folder, tmp_path / demo_folder.name)
    with open_case(folder=folder, passphrase=PASSPHRASE, officer=OFFICER) as case:
        yield case
