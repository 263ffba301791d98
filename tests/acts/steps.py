"""A case brought to where a test needs it, and what must not change when an act is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from audit.ledger.models import Attempt, Event
from casework.engine.act import acts
from casework.engine.actor import Actor, worker
from casework.engine.refusal import ActRefused, BadInput
from casework.engine.work import Outcome
from casework.models import Case, Scan
from tests.uploads.papers import mark, staged
from tests.world import MONDAY, World

TODAY = MONDAY.date().isoformat()
FRIDAY = (MONDAY - timedelta(days=3)).date().isoformat()

# Input that each act takes; the acts that need none are left out.
GIVEN: dict[str, dict[str, Any]] = {
    "request_correction": {"missing": [{"what": "identity", "how": "请补交身份证。"}]},
    "take_material": {"materials": {"household": {"statement": "本人声明。"}}},
    "attach_scan": {"material": "identity", "scans": [mark(1)]},
    "remove_scan": {"scans": ["1"], "reason": "扫描件不清。"},
    "supplement": {"materials": {"identity": {"document": "identity_card", "pages": 1}}},
    "decline": {
        "ground": "other_agency",
        "facts": "申请的是户口登记。",
        "particulars": {"competent_agency": "云溪县公安局"},
    },
    "propose_refusal": {"ground": "duplicate", "facts": "已经登记。", "reasons": "同一事项。"},
    "refuse": {
        "ground": "identity_not_established",
        "particulars": {"checks_made": "核对证件并查询户籍信息。"},
        "facts": "所称姓名查无户籍信息。",
        "evidence": "查询结果。",
        "reasons": "不能确定申请人的身份。",
        "statement_handling": "申请人没有陈述意见。",
    },
    "return_case": {"comment": "请再核对登记簿。"},
    "serve": {
        "way": "in_person",
        "served_on": TODAY,
        "place": "柳塘镇便民服务中心",
        "receiver": "林晓雯",
        "received_as": "addressee",
        "signed": True,
    },
    "record_failed_service": {
        "way": "in_person",
        "tried_on": TODAY,
        "reason": "whereabouts_unknown",
        "account": "邻居称已搬走，村委会也不知去向。",
    },
    "publish_notice": {
        "published_on": TODAY,
        "medium": "镇政府公告栏和门户网站",
        "course": "上门、邮寄均未能送达。",
        "names_nobody": True,
    },
    "confirm_electronic_service": {
        "channel": "message",
        "e_address": "13712346208",
        "address": "柳塘镇河口村三组十二号",
        "phone": "13712346208",
        "own_wish": True,
    },
    "revoke_electronic_service": {"own_wish": True},
    "revoke_mandate": {"own_wish": True},
    "settle_mismatch": {"result": "both_right", "words": "经与公安机关核实，申请人上月迁居。"},
    "hand_slip": {"step": "taken", "originals": ["identity_card"], "no_copy": True},
    "propose_late_entry": {
        "late_act": "count_receipt",
        "happened_on": FRIDAY,
        "evidence": "offline_receipt",
        "evidence_words": "村代办员当日开具的手写收件单，已入卷。",
    },
    "confirm_late_entry": {"evidence_seen": True},
    "reject_late_entry": {"comment": "收件单没有日期。"},
    "withdraw": {"own_wish": True, "words": "我要撤回申请。"},
    "hand_over": {"to": "colleague", "reason": "请假。"},
    "assess_material": {"materials": {"identity": {"result": "accepted"}}},
    "record_statement": {"way": "oral", "made_on": TODAY, "words": "请再核对登记簿。"},
    "reassign": {"to": "colleague", "reason": "请假。"},
    "recuse": {"ground": "申请人是本人的亲属。"},
    "revoke_certificate": {"ground": "own_wish", "reasons": "本人到窗口要求撤销。"},
    "replace_certificate": {"ground": "unusable", "reasons": "凭证被水浸损。"},
    "correct_registration": {
        "asked_by": "person",
        "own_wish": True,
        "shown": "本人身份证。",
        "person": {"name": "林晓文"},
    },
    "refuse_correction": {
        "asked_by": "person",
        "own_wish": True,
        "asked": "要求把登记年月改为二〇二六年十二月。",
        "shown": "没有出示材料。",
        "ground": "not_shown",
        "evidence": "核对登记簿和共享数据。",
        "reasons": "没有材料说明登记有误。",
        "statement_handling": "本人没有其他意见。",
    },
    "cancel_registration": {"asked_by": "person", "own_wish": True},
}


def do(act: str, number: str, by: Actor, **more: Any) -> Outcome:
    """Perform an act with input that fits, changed where a test says so."""
    outcome: Outcome = acts[act].perform(case_number=number, by=by, **{**GIVEN.get(act, {}), **more})
    return outcome


def with_scans(act: str, number: str, by: Actor) -> dict[str, Any]:
    """What an act with scans needs to go through: a page that the officer has chosen, or one that stands in the case."""
    if act not in ("attach_scan", "remove_scan"):
        return {}
    assert by.officer is not None
    staged(by.officer, mark(1))
    if act == "attach_scan":
        return {}
    do("attach_scan", number, by)
    standing = Scan.objects.filter(material__case__number=number, removed_at__isnull=True)
    return {"scans": [str(one) for one in standing.values_list("pk", flat=True)]}


# How a case gets to each state: (act, who) one after the other.
WAYS: dict[str, tuple[tuple[str, str], ...]] = {
    "received": (),
    "correcting": (("request_correction", "clerk"),),
    "not_accepted": (("decline", "clerk"),),
    "accepted": (("accept", "clerk"),),
    "refusal_proposed": (("accept", "clerk"), ("propose_refusal", "clerk")),
    "granted": (("accept", "clerk"), ("register", "clerk")),
    "refused": (("accept", "clerk"), ("propose_refusal", "clerk"), ("refuse", "head")),
    "served": (("accept", "clerk"), ("register", "clerk"), ("serve", "clerk")),
    "archived": (("accept", "clerk"), ("register", "clerk"), ("serve", "clerk"), ("archive", "clerk")),
    "withdrawn": (("withdraw", "clerk"),),
    "cancelled": (
        ("accept", "clerk"),
        ("register", "clerk"),
        ("serve", "clerk"),
        ("cancel_registration", "clerk"),
    ),
}


def bring_to(state: str, world: World, **application: Any) -> str:
    """A new case in that state; its number."""
    number = world.receive(**application).case_number
    for act, who in WAYS[state]:
        do(act, number, world.by(who))
    assert Case.objects.get(number=number).state == state
    return number


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of casework and of the ledger but the attempts: what a refusal must leave as it is."""
    left_out = {"LawEdition", "ItemVersion", "Attempt"}
    dump: dict[str, list[tuple[Any, ...]]] = {}
    for label in ("casework", "ledger"):
        for model in apps.get_app_config(label).get_models(include_auto_created=True):
            if model.__name__ not in left_out:
                dump[model.__name__] = _rows(model._meta.db_table)
    return dump


def _rows(table: str) -> list[tuple[Any, ...]]:
    """As the database holds them, in an order of their own; the models would take ten times as long."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
        rows = cursor.fetchall()
    return sorted(
        (tuple(bytes(value) if isinstance(value, memoryview) else value for value in row) for row in rows),
        key=repr,
    )


@contextmanager
def refused(code: str, *, recorded: bool = True) -> Iterator[pytest.ExceptionInfo[ActRefused]]:
    """The act is refused with that code, nothing has changed, and the attempt is on record with its code alone."""
    before, attempts = everything(), Attempt.objects.count()
    with pytest.raises(ActRefused) as caught:
        yield caught
    assert code in [reason.code for reason in caught.value.reasons], str(caught.value)
    assert all(str(reason.text) for reason in caught.value.reasons)
    assert everything() == before
    if recorded:
        # The same attempt within a minute leaves one row.
        assert Attempt.objects.filter(code=caught.value.code).exists()
        assert Attempt.objects.count() in (attempts, attempts + 1)


@contextmanager
def not_taken(field: str, rule: str = "") -> Iterator[None]:
    """The input is refused, naming the field and the rule; nothing has changed, and nothing of it is on record."""
    before, attempts = everything(), Attempt.objects.count()
    with pytest.raises(BadInput) as caught:
        yield
    assert field in caught.value.fields, dict(caught.value.fields)
    if rule:
        assert rule in [fault.rule for fault in caught.value.fields[field]]
    assert all(str(fault.text) for faults in caught.value.fields.values() for fault in faults)
    assert everything() == before
    assert Attempt.objects.count() == attempts


def last_event(number: str) -> Event:
    """The newest ledger entry of a case."""
    case = Case.objects.get(number=number)
    event = Event.of_case(case.pk).order_by("case_seq").last()
    assert event is not None
    assert event.case_seq == case.event_seq
    return event


def open_steps(number: str) -> list[str]:
    """The names of the open steps of a case."""
    case = Case.objects.get(number=number)
    return [task.flow_task.name for task in case.tasks.filter(finished__isnull=True).exclude(duty="")]


def by_nobody() -> Actor:
    """The hall's own worker."""
    return worker()


ByName = Callable[[str], Actor]
