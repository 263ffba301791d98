"""The picture of a flow: of a case with the way it took, or of a procedure with its conditions.

Drawn on the server, from the flow and the tasks of the case; nothing is arranged by hand. What the picture shows is
said in words as well, for whoever doesn't see it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casework.engine.matter import Matter
from casework.engine.ways import reachable
from casework.models import CaseTask
from casework.queries.flow_layout import Drawing, Kind, Measures, Part, draw
from casework.queries.flow_shapes import Box, Point
from casework.queries.procedure_map import Node, ProcedureMap, map_of, said

from .flow_text import lines_of, lines_of_words, width_of

LETTERS, NOTES = 13, 12  # sizes of letters in px, as in case.css
LINE, NOTE_LINE, CONDITION_LINE = 17, 16, 14
WIDTH, PADDING = 88, 5
# Texts keep clear of the lines behind them by their edge, so that a picture fits beside the facts of a case.
OF_A_CASE = Measures(gap=26, overhang=24, clear=False)
OF_A_PROCEDURE = Measures(gap=26, overhang=24, row_gap=44, thin_row=20, clear=False)
CONDITION = 92  # how wide a condition may be before it is broken
ROUNDS_SHOWN = 3
REM = 16
CANCELED = "CANCELED"  # as viewflow writes it of a step that fell away with its case
SHAPES: Mapping[str, Kind] = {
    "begin": "box",
    "step": "box",
    "choice": "diamond",
    "split": "diamond",
    "join": "diamond",
    "end": "circle",
}
SIZES = {"diamond": 28, "circle": 24}
RIM = 4  # between the two rings of an end


@dataclass(frozen=True)
class State:
    """How a node stands in a case: done, now, ahead or off; with what stands beside it, and in words."""

    css: str
    notes: tuple[str, ...] = ()
    words: str = ""


def flow_picture(matter: Matter, tasks: Sequence[CaseTask]) -> dict[str, Any]:
    """What `case/flow.html` draws for a case: every way it took, and what is still open to it."""
    procedure = map_of(matter.procedure)
    taken = _ways_taken(tasks)
    states = _states(procedure, tasks)
    ahead = _still_ahead(procedure, tasks)
    lines = [
        "done" if (way.start, way.to) in taken else "" if way.start in ahead else "dash"
        for way in procedure.ways
    ]
    return _picture(procedure, states, lines, OF_A_CASE) | {"steps": _in_words(procedure, states)}


def procedure_picture(procedure: ProcedureMap) -> dict[str, Any]:
    """The same for a procedure: no way is taken, each says its condition."""
    states = {node.name: State("", _limit_note(node)) for node in procedure.nodes}
    return _picture(procedure, states, [""] * len(procedure.ways), OF_A_PROCEDURE)


def _ways_taken(tasks: Sequence[CaseTask]) -> set[tuple[str, str]]:
    names = {task.pk: task.flow_task.name for task in tasks if task.flow_task is not None}
    links = CaseTask.previous.through.objects.filter(from_casetask__in=names).values_list(
        "to_casetask_id", "from_casetask_id"
    )
    return {(names[before], names[after]) for before, after in links if before in names}


def _still_ahead(procedure: ProcedureMap, tasks: Iterable[CaseTask]) -> frozenset[str]:
    """The nodes where the case is or can still come to."""
    here = {task.flow_task.name for task in tasks if task.finished is None and task.flow_task is not None}
    return reachable(here, procedure.ways) | here


def _states(procedure: ProcedureMap, tasks: Sequence[CaseTask]) -> dict[str, State]:
    ahead = _still_ahead(procedure, tasks)
    rounds: dict[str, list[CaseTask]] = {}
    for task in tasks:
        if task.flow_task is not None:
            rounds.setdefault(task.flow_task.name, []).append(task)
    return {
        node.name: _state(node, rounds.get(node.name, []), node.name in ahead) for node in procedure.nodes
    }


def _state(node: Node, rounds: Sequence[CaseTask], ahead: bool) -> State:
    if rounds:
        done = any(task.finished is not None and task.status != CANCELED for task in rounds)
        css = "now" if rounds[-1].finished is None else "done" if done else "off"
        if node.number is None:
            return State(css, words=_("passed"))
        told = [_told(node, task, at + 1, len(rounds)) for at, task in enumerate(rounds)]
        return State(css, _latest(told), _("; ").join(told))
    if ahead:
        return State("", words=_("may follow"))
    return State("off", words=_("not taken"))


def _told(node: Node, task: CaseTask, at: int, rounds: int) -> str:
    """One time round: the day and who, or with whom it is now; which time, if there was more than one."""
    if task.status == CANCELED:
        words = _("not finished")
    elif task.finished is not None:
        who = _whole(task.owner.name) if task.owner else _("by lapse of time")
        words = f"{localtime(task.finished):%m-%d} {who}"
    elif node.waits_for_applicant:
        words = _("the applicant's turn")
    else:
        words = (
            _("with %(name)s") % {"name": _whole(task.owner.name)} if task.owner else _("nobody has taken it")
        )
    return _("time %(number)s: %(what)s") % {"number": at, "what": words} if rounds > 1 else words


def _whole(name: str) -> str:
    """A name that isn't broken at the end of a line."""
    return name.replace(" ", "\u00a0")


def _latest(told: Sequence[str]) -> tuple[str, ...]:
    """The last rounds; how many there were before, if they don't all fit."""
    hidden = len(told) - ROUNDS_SHOWN
    if hidden <= 0:
        return tuple(told)
    more = ngettext("%(number)s time before", "%(number)s times before", hidden + 1) % {"number": hidden + 1}
    return (more, *told[hidden + 1 :])


def _in_words(procedure: ProcedureMap, states: Mapping[str, State]) -> list[dict[str, str]]:
    return [
        {"title": str(node.title), "state": states[node.name].css, "words": states[node.name].words}
        for node in procedure.steps
    ]


def _limit_note(node: Node) -> tuple[str, ...]:
    return (node.limit.length,) if node.limit else ()


def _picture(
    procedure: ProcedureMap, states: Mapping[str, State], lines: Sequence[str], measures: Measures
) -> dict[str, Any]:
    texts = {node.name: _texts(node) for node in procedure.nodes}
    tallest = max(len(text) for text in texts.values())
    notes = {
        name: [
            line for note in state.notes for line in lines_of_words(note, NOTES, WIDTH + measures.overhang)
        ]
        for name, state in states.items()
    }
    parts = [_part(node, tallest, notes[node.name]) for node in procedure.nodes]
    conditions = _conditions(procedure) if measures is OF_A_PROCEDURE else {}
    sizes = {
        at: (max(width_of(line, NOTES) for line in told), len(told) * CONDITION_LINE)
        for at, told in conditions.items()
    }
    drawing = draw(parts, procedure.links, measures, sizes)
    return {
        "width": drawing.width,
        "height": drawing.height,
        "rem_width": drawing.width / REM,
        "rem_height": drawing.height / REM,
        "title": str(procedure.procedure.title),
        "lines": _lines(procedure, drawing, lines),
        "conditions": _stood(conditions, drawing),
        "nodes": [
            _node(node, states[node.name].css, texts[node.name], notes[node.name], drawing)
            for node in procedure.nodes
        ],
    }


def _texts(node: Node) -> list[str]:
    if node.number is not None:
        return lines_of(str(node.title), LETTERS, WIDTH - 2 * PADDING)
    return []


def _part(node: Node, tallest: int, notes: Sequence[str]) -> Part:
    shape = SHAPES[node.kind]
    text = (max((width_of(note, NOTES) for note in notes), default=0), len(notes) * NOTE_LINE)
    if shape != "box":
        return Part(node.name, shape, SIZES[shape], SIZES[shape], text)
    return Part(node.name, "box", WIDTH, tallest * LINE + 18, text)


def _lines(procedure: ProcedureMap, drawing: Drawing, kinds: Sequence[str]) -> list[dict[str, Any]]:
    """The lines, those of the way taken on top, each with its head where it leads back."""
    order = {"dash": 0, "": 1, "done": 2}
    drawn = [
        {
            "way": procedure.ways[at],
            "css": kinds[at],
            "path": _path(line),
            "head": _head(line) if at in drawing.back else "",
        }
        for at, line in drawing.lines.items()
    ]
    return sorted(drawn, key=lambda one: order[one["css"]])


def _path(line: Sequence[Point]) -> str:
    path = f"M{line[0].x} {line[0].y}"
    for one, other in pairwise(line):
        path += f"H{other.x}" if one.y == other.y else f"V{other.y}"
    return path


def _head(line: Sequence[Point]) -> str:
    """A small triangle at the end of a line."""
    before, end = line[-2], line[-1]
    if before.y == end.y:
        back = end.x - 7 if end.x > before.x else end.x + 7
        return f"M{end.x} {end.y}L{back} {end.y - 4}V{end.y + 4}Z"
    back = end.y - 7 if end.y > before.y else end.y + 7
    return f"M{end.x} {end.y}L{end.x - 4} {back}H{end.x + 4}Z"


def _conditions(procedure: ProcedureMap) -> dict[int, list[str]]:
    """What stands on the lines, in lines of its own."""
    told = {at: said(way) for at, way in enumerate(procedure.ways)}
    return {at: lines_of(words, NOTES, CONDITION) for at, words in told.items() if words}


def _stood(conditions: Mapping[int, Sequence[str]], drawing: Drawing) -> list[dict[str, Any]]:
    return [
        {
            "x": drawing.conditions[at].x,
            "y": drawing.conditions[at].y + (number + 1) * CONDITION_LINE - 3,
            "text": line,
        }
        for at, lines in conditions.items()
        for number, line in enumerate(lines)
    ]


def _node(
    node: Node, css: str, texts: Sequence[str], notes: Sequence[str], drawing: Drawing
) -> dict[str, Any]:
    box = drawing.boxes[node.name]
    return {
        "name": node.name,
        "css": css,
        "shape": SHAPES[node.kind],
        "mark": {"split": "plus", "join": "plus", "choice": "cross"}.get(node.kind, ""),
        "x": box.x,
        "y": box.y,
        "width": box.width,
        "height": box.height,
        "middle": box.middle,
        "half": box.width // 2,
        "inner": box.width // 2 - RIM,
        "texts": _stacked(texts, box, LINE, LETTERS),
        "notes": _stacked(notes, drawing.texts[node.name], NOTE_LINE, NOTES) if notes else [],
    }


def _stacked(lines: Sequence[str], box: Box, height: int, size: int) -> list[dict[str, Any]]:
    first = box.middle.y - (len(lines) * height) / 2 + height / 2 + size * 0.36
    return [
        {"x": box.middle.x, "y": round(first + at * height), "text": line} for at, line in enumerate(lines)
    ]
