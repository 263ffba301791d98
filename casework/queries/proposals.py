"""What a form proposes before anybody has typed: from the last recommendation and from the marks on the materials."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from casework.models import AssessmentResult, MaterialState

from .case_file import CaseFile, Opinion
from .materials_shown import MaterialShown


def proposed(schema: Mapping[str, Any], file: CaseFile) -> dict[str, Any]:
    """The input that a form of this schema begins with, as far as the file says anything for it."""
    asked = schema.get("properties", {})
    found: dict[str, Any] = {}
    if "ground" in asked:
        found |= _recommended(asked, file.opinions)
    if "evidence" in asked and (evidence := _evidence(file.materials)):
        found["evidence"] = evidence
    if "missing" in asked and (missing := _missing(asked["missing"], file.materials)):
        found["missing"] = missing
    return found


def _recommended(asked: Mapping[str, Any], opinions: Sequence[Opinion]) -> dict[str, Any]:
    """What the last recommendation said, as far as this act asks for the same."""
    last = next((one for one in opinions if one.row.ground), None)
    if last is None or last.row.ground not in asked["ground"].get("enum", ()):
        return {}
    return {"ground": last.row.ground} | {name: words for name, words in last.words.items() if name in asked}


def _evidence(materials: Sequence[MaterialShown]) -> str:
    """The materials by their marks, in the language of the paper, whatever that of the screen."""
    with translation.override("zh-hans"):
        lines = []
        good = [
            _marked(one) for one in materials if one.mark and one.mark.row.result != AssessmentResult.REJECTED
        ]
        if good:
            lines.append(_("Accepted: %(names)s.") % {"names": _("; ").join(good)})
        bad = [
            _marked(one) for one in materials if one.mark and one.mark.row.result == AssessmentResult.REJECTED
        ]
        if bad:
            lines.append(_("Not accepted: %(names)s.") % {"names": _("; ").join(bad)})
        return "\n".join(lines)


def _marked(one: MaterialShown) -> str:
    assert one.mark is not None
    comment = one.mark.comment.rstrip("。.；; \n")
    name = one.name_zh
    return _("%(name)s (%(comment)s)") % {"name": name, "comment": comment} if comment else name


def _missing(asked: Mapping[str, Any], materials: Sequence[MaterialShown]) -> list[dict[str, str]]:
    """What was rejected, with the reason, and what was never handed in: everything at once."""
    known = asked.get("items", {}).get("properties", {}).get("what", {}).get("enum", ())
    rows = []
    for one in materials:
        rejected = one.mark is not None and one.mark.row.result == AssessmentResult.REJECTED
        if one.row.code in known and (rejected or one.row.state == MaterialState.MISSING):
            rows.append({"what": one.row.code} | ({"how": one.mark.comment} if rejected and one.mark else {}))
    return rows
