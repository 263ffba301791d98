"""Whole cases as they are worked: who does what, with which input. Where a door leads in makes no difference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from audit.ledger.models import Attempt, Event
from casework.models import Case, CaseRole, Certificate, Clock, Mandate, Material, Paper
from tests.world import application

from .doors import Door

MISSING = [
    {"what": "form", "how": "请写明预产年月。"},
    {"what": "identity", "how": "请带户口簿原件。"},
]
DECLARED = {
    "materials": {"household": {"statement": "本人户籍在柳塘镇。"}, "residence": {"statement": "住河口村。"}}
}
PROPOSED = {
    "ground": "identity_not_established",
    "facts": "所称姓名查无户籍信息。",
    "reasons": "不能确定身份。",
}
REFUSED = {
    "ground": "identity_not_established",
    "particulars": {"checks_made": "核对证件并查询户籍信息。"},
    "facts": "所称姓名查无户籍信息。",
    "evidence": "户籍信息查询结果。",
    "reasons": "不能确定申请人的身份。",
    "statement_handling": "申请人没有陈述。",
}
SERVED = {
    "way": "in_person",
    "served_on": "2026-11-16",
    "place": "柳塘镇窗口",
    "receiver": "本人",
    "received_as": "addressee",
    "signed": True,
}
WITNESSED = {
    "way": "left",
    "served_on": "2026-11-16",
    "place": "河口村",
    "refused_by": "受送达人的丈夫",
    "refusal_note": "拒绝签收，已说明情况。",
    "witnesses": ["甲", "乙"],
}

TRIED = {"tried_on": "2026-11-16", "account": "没有送到。"}
TAKEN_IN_ON_FRIDAY = {
    "late_act": "count_receipt",
    "happened_on": "2026-11-13",
    "evidence": "offline_receipt",
    "evidence_words": "手写收件单，已入卷。",
}


@dataclass(frozen=True)
class Journey:
    """One case: who takes it in where, and the acts one after the other (who, act, input)."""

    acts: tuple[tuple[str, str, Mapping[str, Any]], ...]
    ends: str
    by: str = "clerk"
    at: str = "LT"
    office: str = "LT"
    changed: Mapping[str, Any] = field(default_factory=dict)

    def go(self, door: Door, **changed: Any) -> str:
        """Work the case through that door; its number."""
        given = application(**{**self.changed, **changed})
        given["materials"] = {code: one for code, one in given["materials"].items() if one is not None}
        number = door.receive(self.by, self.at, self.office, given)
        for who, act, given in self.acts:
            door.act(who, number, act, given)
        assert Case.objects.get(number=number).state == self.ends
        return number


CLOSED = (("clerk", "serve", SERVED), ("clerk", "archive", {}))
JOURNEYS: dict[str, Journey] = {
    "favourable": Journey((("clerk", "accept", {}), ("clerk", "register", {}), *CLOSED), "archived"),
    "correction": Journey(
        (
            ("clerk", "check_shared_data", {}),
            ("clerk", "request_correction", {"missing": MISSING}),
            ("clerk", "supplement", DECLARED),
            ("clerk", "accept", {}),
            ("clerk", "register", {}),
        ),
        "granted",
        changed={"materials": {"household": None, "residence": None}},
    ),
    "not accepted": Journey(
        (
            (
                "clerk",
                "decline",
                {
                    "ground": "other_agency",
                    "particulars": {"competent_agency": "云溪县公安局"},
                    "facts": "申请的是户口登记。",
                },
            ),
            *CLOSED,
        ),
        "archived",
    ),
    "refusal": Journey(
        (
            ("clerk", "accept", {}),
            ("clerk", "propose_refusal", PROPOSED),
            ("head", "refuse", REFUSED),
            ("clerk", "serve", SERVED),
            ("clerk", "archive", {}),
        ),
        "archived",
    ),
    "return": Journey(
        (
            ("colleague", "claim", {}),
            ("colleague", "accept", {}),
            ("colleague", "propose_refusal", PROPOSED),
            ("head", "claim", {}),
            ("head", "return_case", {"comment": "请再核对登记簿。"}),
            ("colleague", "register", {}),
        ),
        "granted",
    ),
    "withdrawal": Journey(
        (("clerk", "accept", {}), ("colleague", "withdraw", {"own_wish": True, "words": "我不办了。"})),
        "withdrawn",
    ),
    "hand-over": Journey(
        (
            ("clerk", "accept", {}),
            ("clerk", "hand_over", {"to": "colleague", "reason": "请假。"}),
            ("colleague", "decline_hand_over", {}),
            ("clerk", "hand_over", {"to": "colleague", "reason": "请假一周。"}),
            ("colleague", "accept_hand_over", {}),
            ("colleague", "register", {}),
            ("colleague", "serve", WITNESSED),
        ),
        "served",
    ),
    "electronic service": Journey(
        (
            ("clerk", "accept", {}),
            ("clerk", "register", {}),
            (
                "colleague",
                "confirm_electronic_service",
                {
                    "channel": "mail",
                    "e_address": "lin@example.cn",
                    "address": "河口村三组",
                    "phone": "13712346208",
                    "own_wish": True,
                },
            ),
            ("clerk", "record_failed_service", {"way": "electronic", "reason": "returned", **TRIED}),
            (
                "clerk",
                "serve",
                {"way": "electronic", "served_on": "2026-11-16", "reference": "M-1", "arrived": True},
            ),
            ("colleague", "revoke_electronic_service", {"own_wish": True}),
        ),
        "served",
    ),
    "public notice": Journey(
        (
            ("clerk", "request_correction", {"missing": MISSING[:1]}),
            (
                "clerk",
                "record_failed_service",
                {"way": "in_person", "reason": "whereabouts_unknown", **TRIED},
            ),
            (
                "clerk",
                "publish_notice",
                {
                    "published_on": "2026-11-16",
                    "medium": "公告栏",
                    "course": "下落不明。",
                    "names_nobody": True,
                },
            ),
            ("clerk", "serve", WITNESSED),
        ),
        "correcting",
    ),
    "late entry": Journey(
        (
            ("clerk", "propose_late_entry", TAKEN_IN_ON_FRIDAY),
            ("colleague", "reject_late_entry", {"comment": "收件单没有签名。"}),
            (
                "clerk",
                "propose_late_entry",
                TAKEN_IN_ON_FRIDAY
                | {"evidence": "postmark", "arrived_on": "2026-11-14", "postal_number": "XA1"},
            ),
            ("colleague", "confirm_late_entry", {"evidence_seen": True}),
            ("clerk", "accept", {}),
        ),
        "accepted",
    ),
    "village agent": Journey(
        (("clerk", "take_material", DECLARED), ("clerk", "accept", {}), ("clerk", "register", {})),
        "granted",
        by="village",
        at="LT1",
        changed={
            "mandate": {"signed_on": "2026-11-16", "valid_until": "2027-01-31"},
            "materials": {"household": None, "residence": None},
        },
    ),
    "hall and recusal": Journey(
        (("colleague", "recuse", {"ground": "申请人是本人的亲属。"}), ("clerk", "accept", {})),
        "accepted",
        by="hall",
        at="DT",
    ),
}


def account(number: str) -> dict[str, Any]:
    """What is on record about a case, but for numbers, ids, moments, the door and the request."""
    case = Case.objects.select_related("office", "holder").get(number=number)
    return {
        "entries": [_entry(event) for event in Event.of_case(case.pk).order_by("case_seq")],
        "case": (case.state, case.outcome, case.channel, case.holder and case.holder.username),
        "days": (
            case.received_on,
            case.accepted_on,
            case.correction_told_on,
            case.decided_on,
            case.closed_on,
        ),
        "roles": sorted(
            CaseRole.objects.filter(case=case).values_list("officer__username", "role", "event_seq")
        ),
        "clocks": sorted(
            Clock.objects.filter(case=case).values_list("purpose", "state", "started_on", "due_on")
        ),
        "papers": list(
            Paper.objects.filter(case=case)
            .order_by("pk")
            .values_list("kind", "office__code", "issued_by__username")
        ),
        "materials": sorted(
            Material.objects.filter(case=case).values_list("code", "source", "state", "pages")
        ),
        "mandate": list(
            Mandate.objects.filter(case=case).values_list("agent_officer__username", "signed_on")
        ),
        "sealed": case.unseal("form"),
        "attempts": list(Attempt.of_case(case.pk).values_list("act", "code")),
    }


def _entry(event: Event) -> dict[str, Any]:
    papers, history = event.papers, event.history
    assert isinstance(papers, list)
    assert isinstance(history, list)
    names = (
        *("case_seq", "kind", "actor_kind", "actor_name", "on_behalf_of_name", "office_code", "step"),
        *("from_state", "to_state", "happened_on", "basis"),
    )
    return {name: getattr(event, name) for name in names} | {
        "facts": {name: _without_numbers(value, event.case_id) for name, value in event.facts.items()},
        "commitments": sorted(dict(event.commitments or {})),
        "papers": [one["kind"] for one in papers if isinstance(one, dict)],
        "history": sorted(str(one["model"]) for one in history if isinstance(one, dict)),
    }


def _without_numbers(value: Any, case_id: int | None) -> Any:
    """A fact; a paper is told by its kind, a certificate by its version, and what is drawn afresh (digests) not at all."""
    if isinstance(value, dict):
        kept = {name: part for name, part in value.items() if name not in ("sha256", "version")}
        return {name: _without_numbers(part, case_id) for name, part in kept.items()}
    if isinstance(value, list):
        return [_without_numbers(part, case_id) for part in value]
    if isinstance(value, str):
        certificate = Certificate.objects.filter(case=case_id, identifier=value).first()
        if certificate is not None:
            return f"certificate {certificate.version}"
        return (
            Paper.objects.filter(case=case_id, number=value).values_list("kind", flat=True).first() or value
        )
    return value
