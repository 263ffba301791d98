"""Names for the codes that elements hold: a paper says what a material is called, not how the item spells it."""

from collections.abc import Mapping
from typing import Any

from casework.engine.items import Item

from .wording import said


def with_names(elements: Mapping[str, Any], item: Item) -> dict[str, Any]:
    """The elements with each material by its name in the item's edition under which the case runs."""
    names: dict[str, Any] = {rule.code: {"zh": rule.name.zh, "en": rule.name.en} for rule in item.materials}
    names["form"] = said("form")
    found = dict(elements)
    if "all_missing_items" in found:
        found["all_missing_items"] = [_name(names, code) for code in found["all_missing_items"]]
    if "material_list_with_counts" in found:
        found["material_list_with_counts"] = [
            {**row, "name": _name(names, row["code"])} for row in found["material_list_with_counts"]
        ]
    return found


def _name(names: Mapping[str, Any], code: Any) -> Any:
    return names.get(code, code) if isinstance(code, str) else code
