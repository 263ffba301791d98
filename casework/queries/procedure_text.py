"""The printed procedure: a text that a lawyer reads from top to bottom, in the language at hand.

It is Markdown that reads as plain text; the page for officers shows the same lines.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import get_language, gettext_lazy, pgettext
from django.utils.translation import gettext as _

from casework.models import ClockPurpose

from .procedure_map import ActTold, Exclusion, Lead, Node, ProcedureMap, said
from .told import Basis, limits_told

PERSONS = {
    "holder": gettext_lazy("the holder of the case or a supervisor"),
    "owner": gettext_lazy("whoever holds the step, or a supervisor"),
    "who_may_act": gettext_lazy("whoever has the duty of the open step"),
    "who_may_see": gettext_lazy("whoever has to do with the case"),
    "offered_to": gettext_lazy("the officer to whom it is offered"),
}


@dataclass(frozen=True)
class Line:
    """One thing that is said of a step, with what belongs under it."""

    label: str
    text: str = ""
    under: tuple[str, ...] = ()


@dataclass(frozen=True)
class Section:
    """One step, with its lines."""

    title: str
    lines: tuple[Line, ...] = ()


def printed(procedure: ProcedureMap) -> str:
    """The whole text, in Markdown."""
    item = procedure.item
    title = str(item.name) if item else str(procedure.procedure.title)
    text = ["# " + _("%(title)s: procedure") % {"title": title}, ""]
    text += [f"- {_colon(line.label)}{line.text}" for line in head_of(procedure)]
    for section in sections_of(procedure):
        text += ["", f"## {section.title}", ""]
        for line in section.lines:
            text.append(f"- {_colon(line.label)}{line.text}".rstrip())
            text += [f"  - {one}" for one in line.under]
    return "\n".join(text) + "\n"


def head_of(procedure: ProcedureMap) -> list[Line]:
    """What the procedure is: of which item and edition, under which law, on what basis."""
    lines = [
        Line(_("Procedure"), f"{procedure.procedure.title} · {procedure.procedure.key}"),
    ]
    item, book = procedure.item, procedure.book
    if item is None or book is None or procedure.day is None:
        return lines
    lines += [
        Line(_("Item"), f"{item.name} · {item.slug} · {item.edition}"),
        Line(_("Law"), _("law edition %(edition)s") % {"edition": book.edition}),
        Line(_("Basis"), _semicolon().join(map(str, procedure.basis))),
        Line(_("Who may apply"), str(item.who)),
    ]
    for limit in limits_told(book, item, procedure.day):
        lines.append(Line(_("Limit for %(purpose)s") % {"purpose": limit.purpose_label}, limit.length))
    return lines


def sections_of(procedure: ProcedureMap) -> list[Section]:
    """A section for each step in the order of the flow, then what may be done at any time."""
    sections = [Section(_headed(node), tuple(_lines(node, procedure))) for node in procedure.steps]
    lines = [
        Line(
            _("No part in any step"),
            under=tuple(_with_basis(str(one.title), one.basis) for one in procedure.never),
        )
    ]
    if procedure.certificate is not None:
        lines.append(Line(_("Enforcement certificate"), str(procedure.certificate)))
    sections.append(Section(_("In every step"), tuple(lines)))
    if procedure.anytime:
        whose = tuple(Line(one.title, _whose(one)) for one in procedure.anytime)
        sections.append(Section(_("At any time until the case is closed"), whose))
    return sections


def _lines(node: Node, procedure: ProcedureMap) -> Iterator[Line]:
    yield Line(_("Turn"), _turn(node))
    if node.duty is not None:
        yield Line(_("Duty"), _duty(node))
    if node.kind == "step":
        yield limit_line(node)
    if node.excluded:
        yield Line(_("Not by"), under=tuple(map(_excluded, node.excluded)))
    yield Line(_("Acts"), under=tuple(map(_act, node.acts)))
    yield Line(_("Then"), under=tuple(_lead(one, procedure) for one in node.leads))


def _turn(node: Node) -> str:
    if node.waits_for_applicant:
        return pgettext("turn", "the applicant")
    return str(node.at) if node.at is not None else pgettext("turn", "this office")


def _headed(node: Node) -> str:
    return f"{node.number}. {node.title}"


def _duty(node: Node) -> str:
    label = str(node.duty.label) if node.duty is not None else ""
    if node.kind == "begin":
        return label
    kept = _("stays with the holder of the case where they have the duty")
    waits = _("waits for whoever has the duty")
    return f"{label}{_semicolon()}{kept if node.kept_by_holder else waits}"


def limit_line(node: Node) -> Line:
    """What is said of the limit of a step."""
    if node.limit is not None:
        under = [f"{node.limit.title} · {node.limit.id} · {node.limit.basis}"]
        if node.limit.expiry:
            under.append(_("When it has passed: %(effect)s") % {"effect": node.limit.expiry})
        return Line(_("Limit"), str(node.limit), tuple(under))
    if node.waits_for_applicant:
        return Line(
            _("Limit"), _("none: the limit of this office doesn't run while the applicant has the turn")
        )
    if node.purpose:
        purpose = ClockPurpose(node.purpose).label if node.purpose in ClockPurpose.values else node.purpose
        return Line(_("Limit"), _("for %(purpose)s; this item sets no number") % {"purpose": purpose})
    return Line(_("Limit"), _("none"))


def _excluded(one: Exclusion) -> str:
    words = _("whoever was %(role)s in this case") % {
        "role": str(one.title).lower() if _english() else one.title
    }
    if one.acts:
        words += _bracketed(_("only for: %(acts)s") % {"acts": _listed(act.title for act in one.acts)})
    return _with_basis(words, one.basis)


def _with_basis(words: str, basis: Basis | None) -> str:
    return f"{words}{_semicolon()}{basis}" if basis else words


def _act(one: ActTold) -> str:
    notes = []
    if one.papers:
        notes.append(_("issues %(papers)s") % {"papers": _listed(one.papers)})
    if one.act.automatic_on:
        notes.append(_("by lapse of time alone, in the applicant's favour"))
    if one.act.by_worker:
        notes.append(_("also by itself"))
    if one.act.adverse:
        notes.append(_("adverse: by a named officer only"))
    if one.certificate:
        notes.append(_("needs an enforcement certificate in force"))
    if not one.act.completes_step:
        notes.append(_("the step goes on"))
    return one.title + (_bracketed(_semicolon().join(notes)) if notes else "")


def _lead(lead: Lead, procedure: ProcedureMap) -> str:
    conditions = _semicolon().join(filter(None, map(said, lead.conditions)))
    node = procedure.by_name[lead.to]
    to = _headed(node) if node.number else _("end of the procedure")
    if lead.waits:
        to = _("once all branches are in: %(step)s") % {"step": to}
    if lead.together:
        to = _("at the same time: %(step)s") % {"step": to}
    if lead.back:
        to += _bracketed(pgettext("way", "back"))
    return f"{_colon(conditions)}{to}" if conditions else to


def _whose(one: ActTold) -> str:
    if one.act.duties:
        return _listed(duty.label for duty in one.act.duties)
    return str(PERSONS.get(one.act.person or "", ""))


def _listed(things: Iterable[object]) -> str:
    return pgettext("list separator", ", ").join(map(str, things))


def _semicolon() -> str:
    return _("; ")


def _colon(label: str) -> str:
    return label + _(": ")


def _bracketed(words: str) -> str:
    return _(" (%(words)s)") % {"words": words}


def _english() -> bool:
    return (get_language() or "").startswith("en")
