"""The catalogue: the shipped editions of the items, one YAML file each."""

from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from casework.engine.items import Item
from casework.engine.loading import load_law, store_items
from casework.models import ItemVersion

ITEMS = Path(__file__).parent / "items"


def read_items(folder: Path = ITEMS) -> list[Item]:
    """All item editions of a folder. YAML 1.2; a key that stands twice is refused. Raises ItemRefused."""
    yaml = YAML(typ="safe", pure=True)
    items = []
    for path in sorted(folder.glob("*.yaml")):
        with path.open(encoding="utf-8") as file:
            items.append(Item.from_data(yaml.load(file)))
    return items


def load_items(folder: Path = ITEMS) -> list[ItemVersion]:
    """Store the items of a folder that aren't stored yet, checked against the newest law that is stored."""
    return store_items(read_items(folder))


def after_migrate(**_signal: Any) -> None:
    """Run by migrate: the items are stored with the law they stand on."""
    load_law()
    load_items()
