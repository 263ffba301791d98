"""The county, on a Monday in November."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from casework.engine import lawbook, moment
from tests.world import MONDAY, World, build


@pytest.fixture
def world(db: None) -> Iterator[World]:
    with moment.at(MONDAY):
        yield build()


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    yield
    lawbook.forget()


@pytest.fixture
def folder(tmp_path: Path) -> Callable[[dict[str, Any]], Path]:
    def write(data: dict[str, Any]) -> Path:
        with (tmp_path / f"{data['slug']}.yaml").open("w", encoding="utf-8") as file:
            YAML(typ="safe", pure=True).dump(data, file)
        return tmp_path

    return write
