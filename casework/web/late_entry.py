"""From the form of an act to its late entry, with everything that was typed; and a late entry as its second officer reads it."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from casework.engine.act import Act
from casework.engine.late import dated_acts, is_late, is_open
from casework.engine.matter import Matter
from casework.models import Evidence

from .forms import given_by

PROPOSES = "propose_late_entry"
# The button of a form that was filled in for an act whose day has turned out to be an earlier one.
BUTTON = "late-choose"


def way_for(act: Act, matter: Matter) -> str:
    """The act's name, if what was typed for it may be taken over into a late entry of this procedure."""
    offered = act.dated and not act.late_only and PROPOSES in matter.procedure.acts()
    return act.name if offered and is_open(act, matter) else ""


def named_in(request: HttpRequest, act: Act, matter: Matter) -> dict[str, Any]:
    """The act that the address of an empty proposal names."""
    name = request.GET.get("late_act", "")
    known = [one.name for one in dated_acts(matter) if is_open(one, matter)]
    return {"late_act": name} if act.name == PROPOSES and name in known else {}


def taken_over(request: HttpRequest, act: Act, matter: Matter) -> dict[str, Any] | None:
    """What was typed into the form of an act, as the proposal of its late entry; None where nothing comes over."""
    name = request.POST.get(BUTTON, "")
    of = next((one for one in dated_acts(matter) if one.name == name), None)
    if act.name != PROPOSES or of is None:
        return None
    given = given_by(of.schema_for(matter) if of.schema_for else of.schema, request.POST)
    day = given.pop(of.day_field, None)
    return {
        "late_act": name,
        **({"happened_on": day} if day and day != matter.day.isoformat() else {}),
        **({name: given} if given else {}),
    }


def told(event: Any) -> list[str]:
    """What the timeline says of an entry that was made later than it happened: the day, the evidence, who confirmed it."""
    if not is_late(event.happened_on, event.recorded_at):
        return []
    facts = event.facts if isinstance(event.facts, dict) else {}
    words = [_("happened on %(day)s") % {"day": event.happened_on.isoformat()}]
    if facts.get("evidence") in Evidence.values:
        words.append(str(Evidence(facts["evidence"]).label))
    if facts.get("confirmed_by"):
        words.append(_("confirmed by %(name)s") % {"name": facts["confirmed_by"]})
    return words
