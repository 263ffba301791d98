"""The county and its stories as they stand in the YAML files beside this one."""

from functools import lru_cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

HERE = Path(__file__).parent


@lru_cache(maxsize=2)
def read(name: str) -> Any:
    """The data of `county` or `stories`; to be read, never changed."""
    with (HERE / f"{name}.yaml").open(encoding="utf-8") as file:
        return YAML(typ="safe", pure=True).load(file)
