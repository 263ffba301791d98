"""Erasing a person: no trace of name or number, and the entries of the ledger stand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from audit.ledger.models import Event
from audit.ledger.sentences import sentence
from audit.ledger.verify import verify_case
from casework.acts.erase_person import erase_person
from casework.engine import moment
from casework.engine.act import acts
from casework.engine.persons import find_person
from casework.engine.refusal import ActRefused, BadInput, NoSuchCase
from casework.engine.scanned import scans_of
from casework.models import (
    Case,
    Duty,
    ErasedPerson,
    Material,
    Paper,
    Person,
    PersonIndex,
    PersonKey,
    Scan,
    ServiceOfPaper,
)
from casework.scans.delivery import picture_of
from tests.acts.steps import GIVEN
from tests.organisation.dump import all_tables, dumped
from tests.uploads.papers import jpeg, mark, staged
from tests.world import FATHER_ID, MONDAY, MOTHER_ID, World, build

MOTHER, FATHER, AGENT = "林晓雯", "赵立新", "孙代办"
AGENT_ID = "C99887766"
PHONE = "13712346208"
DECADE = MONDAY.replace(year=MONDAY.year + 10)

CLOSING = (("accept", "clerk"), ("register", "clerk"), ("serve", "clerk"), ("archive", "clerk"))


def with_everybody() -> dict[str, Any]:
    return {
        "other_parent": {"identifier_kind": "resident_id", "identifier": FATHER_ID, "name": FATHER},
        "agent": {"identifier_kind": "passport", "identifier": AGENT_ID, "name": AGENT},
        "mandate": {"signed_on": "2026-11-01", "valid_until": "2027-03-01"},
    }


def with_scans(world: World) -> dict[str, Any]:
    tokens = staged(world.officers["clerk"], mark(1), mark(2))
    return {"materials": {"identity": {"document": "identity_card", "original_seen": True, "scans": tokens}}}


def close(world: World, number: str) -> str:
    for act, who in CLOSING:
        acts[act].perform(case_number=number, by=world.by(who), **GIVEN.get(act, {}))
    return number


def closed(world: World, **more: Any) -> str:
    return close(world, world.receive(**more).case_number)


def erase(world: World, number: str, by: str = "supervisor", **more: Any) -> tuple[int, ...]:
    return erase_person(case_number=number, by=world.by(by), **{"reason": "retention_over", **more})


def refused_code(world: World, number: str, by: str = "supervisor", **more: Any) -> str:
    before = PersonKey.objects.filter(wrapped__isnull=False).count(), PersonIndex.objects.count()
    with pytest.raises(ActRefused) as refused:
        erase(world, number, by, **more)
    assert (PersonKey.objects.filter(wrapped__isnull=False).count(), PersonIndex.objects.count()) == before
    return refused.value.code


def in_tables(*words: str) -> list[str]:
    held = all_tables() + dumped()
    shapes = {
        word: (word, word.encode().hex(), json.dumps(word).strip('"'), word.encode("utf-16-le").hex())
        for word in words
    }
    return [word for word, spellings in shapes.items() if any(one in held for one in spellings)]


@pytest.fixture
def committed(transactional_db: None) -> Iterator[World]:
    with moment.at(MONDAY):
        yield build()


def test_no_name_and_no_number_stands_anywhere_before_or_after(committed: World) -> None:
    world = committed
    number = closed(world, **with_everybody())
    case = world.case(number)
    words = (MOTHER, MOTHER_ID, FATHER, FATHER_ID, AGENT, AGENT_ID, PHONE, "柳塘镇河口村")
    assert in_tables(*words) == []
    assert in_tables(case.number) == [case.number], "the search itself finds what is there"
    assert case.unseal("form")["stage"] == "expected"
    with moment.at(DECADE):
        erase(world, number)
    assert in_tables(*words) == []


def test_nothing_sealed_under_the_key_opens_again(world: World) -> None:
    number = closed(world)
    with moment.at(DECADE):
        erase(world, number)
    case = world.case(number)
    sealed = [
        (case, "form"),
        (case.applicant, "name"),
        (case.applicant, "identifier"),
        (case.applicant, "phone"),
        *((row, "elements") for row in Paper.objects.filter(case=case)),
        *((row, "proof") for row in ServiceOfPaper.objects.filter(paper__case=case)),
        *((row, "statement") for row in Material.objects.filter(case=case).exclude(statement=None)),
        (Person.history.filter(id=case.applicant_id).last().instance, "name"),
    ]
    assert len(sealed) > 8
    for row, field in sealed:
        with pytest.raises(ErasedPerson):
            row.unseal(field)
    assert case.applicant.is_erased
    assert find_person("resident_id", MOTHER_ID, MOTHER) is None


def test_no_scan_opens_again_and_none_stood_in_the_clear(committed: World) -> None:
    world = committed
    number = world.receive(**with_scans(world)).case_number
    first = Scan.objects.order_by("position")[0]
    removal = {"scans": [str(first.pk)], "reason": "扫描件不清。"}
    acts["remove_scan"].perform(case_number=number, by=world.by("clerk"), **removal)
    close(world, number)
    # So many bytes don't stand anywhere by chance; a picture's own beginning would.
    traces = [jpeg()[at : at + 24].hex() for at in (0, len(jpeg()) // 2, len(jpeg()) - 24)]
    assert in_tables(*traces, "扫描件不清") == []
    with moment.at(DECADE):
        erase(world, number)
    assert in_tables(*traces, "扫描件不清") == []
    case = world.case(number)
    for scan in scans_of(case):
        for field in ("content", "thumbnail"):
            with pytest.raises(ErasedPerson):
                picture_of(scan, field)
    with pytest.raises(ErasedPerson):
        scans_of(case)[0].unseal("removal_reason")
    assert Scan.objects.count() == 2
    assert verify_case(case.pk, last_seq=case.event_seq) == []


def test_the_ledger_still_stands_and_names_ids_only(world: World) -> None:
    number = closed(world)
    case = world.case(number)
    before = list(Event.of_case(case.pk).values_list("digest", flat=True))
    with moment.at(DECADE):
        persons = erase(world, number)
    case.refresh_from_db()
    assert verify_case(case.pk, last_seq=case.event_seq) == []
    assert list(Event.of_case(case.pk).values_list("digest", flat=True))[:-1] == before
    told = Event.of_case(case.pk).last()
    assert told is not None
    assert told.kind == "person_erased"
    assert told.facts == {
        "party": "applicant",
        "reason": "retention_over",
        "persons": list(persons),
        "cases": [case.pk],
    }
    assert told.basis == ["PI 47"]
    assert MOTHER not in told.body
    assert "officer supervisor" in sentence(told, "zh")
    assert Person.history.filter(id=persons[0]).count() == 2


def test_everybody_under_the_same_number_is_erased_and_nobody_else(world: World) -> None:
    first = closed(world, **with_everybody())
    second = closed(world, applicant={"name": "林小雯"}, form={"birth_month": "2027-03"})
    other = closed(world, applicant={"identifier": FATHER_ID, "name": FATHER})
    with moment.at(DECADE):
        assert len(erase(world, first)) == 2
    assert {world.case(one).applicant.is_erased for one in (first, second)} == {True}
    assert world.case(other).applicant.unseal("name") == FATHER
    assert world.case(first).parties.get(role="agent").person.unseal("name") == AGENT


def test_a_person_without_a_number_is_erased_alone(world: World) -> None:
    nameless = {"applicant": {"identifier_kind": "none", "identifier": None, "name": MOTHER}}
    first, second = closed(world, **nameless), closed(world, **nameless)
    with moment.at(DECADE):
        assert erase(world, first) == (world.case(first).applicant_id,)
    assert not world.case(second).applicant.is_erased


def test_an_open_case_of_the_person_forbids_it(world: World) -> None:
    number = closed(world)
    open_one = world.receive(
        applicant={"identifier": FATHER_ID, "name": FATHER},
        other_parent={"identifier_kind": "resident_id", "identifier": MOTHER_ID, "name": MOTHER},
    ).case_number
    with moment.at(DECADE):
        assert refused_code(world, number) == "ERASE-01"
        assert refused_code(world, open_one) == "ERASE-01"


@pytest.mark.safeguard("PR-05")
def test_a_file_is_kept_ten_years_to_the_day(world: World) -> None:
    number = closed(world)
    with moment.at(MONDAY + timedelta(days=365)):
        assert refused_code(world, number, reason="request") == "ERASE-02"
    with moment.at(DECADE - timedelta(days=1)):
        assert refused_code(world, number) == "ERASE-02"
    with moment.at(DECADE):
        assert erase(world, number)
        assert refused_code(world, number) == "ERASE-03"


def test_a_later_file_of_the_same_person_keeps_the_earlier_one_too(world: World) -> None:
    first = closed(world)
    later = world.receive(form={"birth_month": "2027-05"}).case_number
    with moment.at(MONDAY + timedelta(days=1)):
        today = (MONDAY + timedelta(days=1)).date().isoformat()
        for act, who in CLOSING:
            given = dict(GIVEN.get(act, {}))
            given |= {"served_on": today} if act == "serve" else {}
            acts[act].perform(case_number=later, by=world.by(who), **given)
    with moment.at(DECADE):
        assert refused_code(world, first) == "ERASE-02"
    with moment.at(DECADE + timedelta(days=1)):
        assert erase(world, first)


@pytest.mark.parametrize("party", ["agent", "other_parent"])
def test_somebody_who_only_took_part_is_erased_once_the_cases_are_over(world: World, party: str) -> None:
    number = world.receive(**with_everybody()).case_number
    assert refused_code(world, number, party=party, reason="request") == "ERASE-01"
    close(world, number)
    erase(world, number, party=party, reason="request")
    case = world.case(number)
    assert case.parties.get(role=party).person.is_erased
    assert case.applicant.unseal("name") == MOTHER


def test_somebody_who_took_part_here_and_applied_elsewhere_is_kept(world: World) -> None:
    number = closed(world, **with_everybody())
    closed(world, applicant={"identifier": FATHER_ID, "name": FATHER})
    assert refused_code(world, number, party="other_parent", reason="request") == "ERASE-02"


@pytest.mark.parametrize(
    ("by", "code"), [("clerk", "GATE-02"), ("head", "GATE-02"), ("auditor", "GATE-02"), ("admin", "EX-12")]
)
def test_only_a_supervisor_of_the_office_erases(world: World, by: str, code: str) -> None:
    number = closed(world)
    world.officer("elsewhere", (Duty.SUPERVISE, "SQ"))
    with moment.at(DECADE):
        assert refused_code(world, number, by) == code
        assert refused_code(world, number, "elsewhere") == "GATE-02"


def test_wrong_names_are_told(world: World) -> None:
    number = closed(world)
    with moment.at(DECADE):
        for given in ({"party": "agent"}, {"party": "neighbour"}, {"reason": "because"}):
            with pytest.raises(BadInput):
                erase(world, number, **given)
        with pytest.raises(NoSuchCase):
            erase(world, "2026-000999-X")


def test_a_new_application_after_the_erasure_starts_with_a_new_key(world: World) -> None:
    number = closed(world)
    with moment.at(DECADE):
        erase(world, number)
    again = world.receive(form={"birth_month": "2027-06"}).case_number
    assert world.case(again).applicant.unseal("name") == MOTHER
    assert world.case(again).applicant_id != world.case(number).applicant_id


def test_nobody_is_erased_while_their_application_comes_in(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Found on file, erased before the receipt goes on: the receipt makes a new entry instead of using a dead key."""
    from casework.engine import persons

    number = closed(world)
    found = find_person("resident_id", MOTHER_ID, MOTHER)
    with moment.at(DECADE):
        erase(world, number)
    monkeypatch.setattr(persons, "find_person", lambda *given: found)
    again = world.receive(form={"birth_month": "2027-06"}).case_number
    assert world.case(again).applicant.unseal("name") == MOTHER


def test_the_command_erases_in_the_name_of_a_supervisor(world: World, capsys: Any) -> None:
    number = closed(world)
    with pytest.raises(CommandError, match="ERASE-02"):
        call_command("erase_person", number, by="supervisor", reason="request")
    with moment.at(DECADE):
        for wrong in ({"by": "nobody"}, {"party": "agent"}):
            with pytest.raises(CommandError):
                call_command("erase_person", number, **{"by": "supervisor", "reason": "request", **wrong})
        with pytest.raises(CommandError):
            call_command("erase_person", "2026-000999-X", by="supervisor", reason="request")
        call_command("erase_person", number, by="supervisor", reason="retention_over")
    assert world.case(number).applicant.is_erased
    assert MOTHER not in capsys.readouterr().out


def test_history_of_the_case_counts_the_entry(world: World) -> None:
    number = closed(world)
    with moment.at(DECADE):
        erase(world, number)
    case = Case.objects.get(number=number)
    assert case.history.first().event_seq == case.event_seq


def test_every_page_of_the_case_still_opens(world: World, client: Client) -> None:
    number = closed(world, **with_everybody())
    with moment.at(DECADE):
        for party in ("applicant", "other_parent", "agent"):
            erase(world, number, party=party)
    client.force_login(world.officers["supervisor"])
    papers = [f"/cases/{number}/papers/{one.pk}/" for one in Paper.objects.filter(case__number=number)]
    for page in ("/", f"/cases/{number}/", f"/api/v1/cases/{number}/", *papers):
        answer = client.get(page)
        assert answer.status_code == 200, page
        assert MOTHER not in answer.content.decode()
