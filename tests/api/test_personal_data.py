"""No answer holds a citizen's name, number or telephone; they leave the hall on papers only."""

from __future__ import annotations

import json

from tests.api.conftest import County, Program
from tests.api.test_journey import REFUSAL
from tests.world import FATHER_ID, MOTHER_ID

SECRETS = (
    *("林晓雯", MOTHER_ID, "13712346208", "419923104207", "本人户籍在柳塘镇河口村", "2027-02"),
    *("王建国", FATHER_ID, "赵阿姨", "E12345678"),
)


def test_nothing_that_identifies_anybody_is_in_any_answer(county: County, clerk: Program) -> None:
    answers = [
        clerk.receive(
            key="k",
            other_parent={"identifier_kind": "resident_id", "identifier": FATHER_ID, "name": "王建国"},
            agent={"identifier_kind": "passport", "identifier": "E12345678", "name": "赵阿姨"},
            mandate={"signed_on": "2026-11-15", "valid_until": "2026-12-31"},
        )
    ]
    number = answers[0].json()["number"]

    def look() -> None:
        for path in (f"cases/{number}/", f"cases/{number}/acts/", "worklist/", "items/"):
            for name in ("clerk", "head", "supervisor", "hall"):
                answers.append(county.program(name).get(path))

    look()
    answers.append(clerk.act(number, "accept", seen=1))
    answers.append(
        clerk.act(number, "propose_refusal", ground="duplicate", facts="林晓雯已登记", reasons="林晓雯重复")
    )
    look()
    answers.append(county.program("head").act(number, "refuse", **{**REFUSAL, "facts": "林晓雯身份不明"}))
    answers.append(
        clerk.act(
            number,
            "serve",
            way="left",
            served_on="2026-11-16",
            place="x",
            refused_by="林晓雯",
            refusal_note="林晓雯不签",
            media="DSC-1",
        )
    )
    look()
    bad = clerk.receive(applicant={"identifier": MOTHER_ID[:-1] + "9"})
    assert bad.status_code == 422
    answers.append(bad)
    for answer in answers:
        assert answer.status_code < 500
        text = answer.content.decode()
        found = [secret for secret in SECRETS if secret in text or json.dumps(secret)[1:-1] in text]
        assert not found, (answer.request["PATH_INFO"], found)


def test_people_are_shown_masked(clerk: Program) -> None:
    number = clerk.receive().json()["number"]
    (applicant,) = clerk.get(f"cases/{number}/").json()["people"]
    assert applicant == {
        "role": "applicant",
        "name": "林**",
        "identifier_kind": "resident_id",
        "identifier": f"{MOTHER_ID[:4]}**********{MOTHER_ID[-4:]}",
        "phone": "137****6208",
        "erased": False,
    }
