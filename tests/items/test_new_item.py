"""A new item of a known shape is one file and no Python; an item that asks what no item may ask isn't opened."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from approvals.catalogue import ITEMS, load_items
from casework.acts.receive import receive
from casework.engine import moment
from casework.engine.items import FORBIDDEN_FIELDS, Item, ItemRefused
from casework.engine.refusal import ActRefused, BadInput
from casework.models import Case, OfficePower, Paper, PowerKind
from law.book import read_shipped
from tests.acts.steps import do, last_event, open_steps
from tests.world import MONDAY, MOTHER_ID, World, application

BIRTH = ITEMS / "birth_registration.yaml"


def shipped() -> dict[str, Any]:
    data: dict[str, Any] = YAML(typ="safe", pure=True).load(BIRTH.read_text(encoding="utf-8"))
    return data


def one_child_family() -> dict[str, Any]:
    """Another registration: its own form, materials, people and grounds, the same shape."""
    data = shipped()
    data |= {
        "slug": "support_registration",
        "number": 90,
        "name": {"zh": "扶助对象登记", "en": "Registration for support"},
        "initials": "fzdj",
        "parties": [],
        "duplicate_key": ["year"],
        "retention_years": 30,
        "materials": [
            {
                "code": "household_book",
                "name": {"zh": "户口簿", "en": "Household book"},
                "source": "person",
                "alternatives": [{"code": "original", "name": {"zh": "原件", "en": "Original"}}],
                "declaration_instead": True,
            }
        ],
        "form": {
            "type": "object",
            "additionalProperties": False,
            "required": ["year", "since"],
            "properties": {
                "year": {"type": "integer", "minimum": 2000, "maximum": 2100, "x-label": "年"},
                "since": {
                    "type": "string",
                    "format": "date",
                    "x-day": "past",
                    "x-label": {"zh": "起始日", "en": "Since"},
                },
                "remark": {"type": "string", "x-label": {"zh": "备注", "en": "Remark"}},
            },
        },
    }
    return data


@pytest.mark.django_db
def test_a_new_item_needs_one_file_and_no_python(world: World, folder: Callable[..., Path]) -> None:
    data = one_child_family()
    [version] = load_items(folder(data))
    assert version.slug == "support_registration"
    assert load_items(folder(data)) == []
    OfficePower.objects.create(
        office=world.offices["LT"],
        item=data["slug"],
        kind=PowerKind.DECIDE,
        basis="RK",
        valid_from=date(2021, 12, 1),
    )

    def take_in(**form: Any) -> str:
        return receive(
            item=data["slug"],
            receiving_office="LT",
            by=world.by("clerk"),
            given={
                "applicant": {
                    "identifier_kind": "resident_id",
                    "identifier": MOTHER_ID,
                    "name": "林晓雯",
                    "phone": "13712346208",
                    "division_code": "419923104207",
                },
                "form": {"year": 2026, "since": "2026-01-31", **form},
                "privacy_notice": True,
            },
        ).case_number

    number = take_in()
    assert last_event(number).facts["item"] == data["slug"]
    clerk, head = world.by("clerk"), world.by("head")
    with pytest.raises(ActRefused) as refusal:
        do("accept", number, clerk)
    assert refusal.value.code == "MAT-01"
    do("request_correction", number, clerk, missing=[{"what": "household_book", "how": "请带来。"}])
    do("supplement", number, clerk, materials={"household_book": {"document": "original", "pages": 4}})
    do("accept", number, clerk)
    do("propose_refusal", number, clerk, ground="identity_not_established")
    do("return_case", number, head)
    do("register", number, clerk)
    do("serve", number, clerk)
    do("archive", number, clerk)
    case = Case.objects.get(number=number)
    assert case.state == "archived"
    assert case.unseal("form") == {"year": 2026, "since": "2026-01-31"}
    assert sorted(Paper.objects.filter(case=case).values_list("kind", flat=True)) == [
        "D01",
        "D02",
        "D08",
        "D25",
    ]
    assert last_event(number).facts == {"retention_years": 30}
    # The form's own bounds hold, and a text without a bound of its own has one all the same.
    for wrong, field in (
        ({"year": 1999}, "form.year"),
        ({"year": 2**60}, "form.year"),
        ({"year": "2026"}, "form.year"),
        ({"since": "2026-11-17"}, "form.since"),
        ({"remark": "长" * 501}, "form.remark"),
    ):
        with pytest.raises(BadInput) as caught:
            take_in(**wrong)
        assert field in caught.value.fields
    # One kind of number in JSON: 2026.0 is 2026, and a duplicate of it.
    second = take_in(year=2026.0)
    assert last_event(second).facts["possible_duplicates"] == 1
    refused = take_in(year=2025)
    do("take_material", refused, clerk, materials={"household_book": {"statement": "声明。"}})
    do("accept", refused, clerk)
    do("propose_refusal", refused, clerk)
    do("refuse", refused, head)
    assert open_steps(refused) == ["serve"]


@pytest.mark.django_db
@pytest.mark.parametrize("on", [MONDAY, MONDAY.replace(year=2027, month=1, day=4)])
def test_an_item_with_an_acceptance_notice_gives_one(
    world: World, folder: Callable[..., Path], on: datetime
) -> None:
    data = shipped()
    data |= {"slug": "noticed_registration"}
    data["papers"]["acceptance"] = "D03"
    # A limit in working days: without next year's calendar its last day is not known.
    data["limits"]["decision"] = "PR-SCREEN"
    load_items(folder(data))
    OfficePower.objects.create(
        office=world.offices["LT"], item=data["slug"], kind=PowerKind.DECIDE, valid_from=date(2021, 12, 1)
    )
    with moment.at(on):
        given = application(form={"birth_month": "2027-06"})
        number = receive(
            item=data["slug"], receiving_office="LT", by=world.by("clerk"), given=given
        ).case_number
        outcome = do("accept", number, world.by("clerk"))
    assert [kind for kind, _number in outcome.papers][-1] == "D03"
    told = Paper.objects.get(case__number=number, kind="D03").unseal("elements")
    assert told["accepted_on"] == on.date().isoformat()
    assert (
        told["decision_due"] == "2026-11-23" if on == MONDAY else "公布后确定" in told["decision_due"]["zh"]
    )


@pytest.mark.django_db
def test_an_item_where_two_always_decide_wants_an_approver_for_a_grant_too(
    world: World, folder: Callable[..., Path]
) -> None:
    data = one_child_family()
    data |= {"slug": "strict_registration", "four_eyes": "always", "certificate_for": ["register"]}
    load_items(folder(data))
    OfficePower.objects.create(
        office=world.offices["LT"], item=data["slug"], kind=PowerKind.DECIDE, valid_from=date(2021, 12, 1)
    )
    number = receive(
        item=data["slug"],
        receiving_office="LT",
        by=world.by("clerk"),
        given={
            "applicant": {
                "identifier_kind": "none",
                "name": "王芳",
                "phone": "13712346208",
                "division_code": "419923",
            },
            "form": {"year": 2026, "since": "2026-01-31"},
            "materials": {"household_book": {"document": "original"}},
            "privacy_notice": True,
        },
    ).case_number
    do("accept", number, world.by("clerk"))
    with pytest.raises(ActRefused) as refusal:
        do("register", number, world.by("clerk"))
    assert [one.code for one in refusal.value.reasons] == ["EX-12"]
    do("hand_over", number, world.by("clerk"))
    do("accept_hand_over", number, world.by("colleague"))
    do("register", number, world.by("colleague"))
    assert Case.objects.get(number=number).roles.filter(role="approver").count() == 1


@pytest.mark.parametrize(
    ("code", "field"), [(code, name) for code, names in FORBIDDEN_FIELDS.items() for name in names]
)
@pytest.mark.parametrize("where", ["form", "materials"])
def test_no_item_asks_what_no_item_may_ask(code: str, field: str, where: str) -> None:
    data = shipped()
    if where == "form":
        data["form"]["properties"][field.upper()] = {"type": "string", "x-label": "x", "x-widget": "hidden"}
    else:
        data["materials"].append({"code": field, "name": {"zh": "证", "en": "x"}, "source": "person"})
    problems = Item.from_data(data).problems(read_shipped())
    assert any(problem.startswith(f"{code}:") and field in problem for problem in problems)


def test_an_acceptance_notice_needs_a_limit_to_tell() -> None:
    data = changed("limits/decision", ...)
    data["papers"]["acceptance"] = "D03"
    with pytest.raises(ItemRefused, match="names the limit for the decision"):
        Item.from_data(data).check(read_shipped())


@pytest.mark.parametrize("deep", ["object", "list", "choice"])
def test_a_forbidden_question_is_found_however_deep_it_hides(deep: str) -> None:
    question = {"fetal_sex": {"type": "string", "x-label": "x"}}
    part: dict[str, Any] = {"type": "object", "properties": question, "additionalProperties": False}
    if deep == "list":
        part = {"type": "array", "items": part}
    elif deep == "choice":
        part = {"anyOf": [{"type": "string"}, part]}
    data = shipped()
    data["form"]["properties"]["more"] = part | {"x-label": "x"}
    assert [one for one in Item.from_data(data).problems(read_shipped()) if one.startswith("EX-14")]


def changed(path: str, value: Any) -> dict[str, Any]:
    data = copy.deepcopy(shipped())
    *way, last = path.split("/")
    part: Any = data
    for name in way:
        part = part[int(name)] if isinstance(part, list) else part[name]
    if value is ...:
        del part[last]
    else:
        part[int(last) if isinstance(part, list) else last] = value
    return data


PROPERTY = "form/properties"


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        *[
            (name, ..., "missing or malformed")
            for name in ("edition", "valid_from", "name", "form", "basis", "papers", "remedy", "result_note")
        ],
        ("valid_from", "soon", "missing or malformed"),
        ("valid_until", "never", "missing or malformed"),
        ("number", "one", "missing or malformed"),
        ("name", "生育登记", "missing or malformed"),
        ("basis", ["§ 18"], "missing or malformed"),
        ("basis", 7, "missing or malformed"),
        ("limits", ["PS-02"], "missing or malformed"),
        ("materials", [{"code": "x"}], "missing or malformed"),
        ("materials/0/source", "rumour", "missing or malformed"),
        ("slug", "Birth Registration", "slug"),
        ("procedure", "registration-1999", "there is no registration-1999"),
        ("four_eyes", "never", "four_eyes"),
        ("basis", ["NIX 1"], "the law has no NIX"),
        ("valid_from", "2001-01-01", "EX-10"),
        ("limits/screening", "PR-NONE", "the law has no limit PR-NONE"),
        ("grounds/refusal", ["not_married"], "the law has no ground not_married"),
        ("grounds/refusal", ["other_agency"], "other_agency is no ground for that"),
        ("papers/receipt", "D99", "the law has no paper D99"),
        ("remedy", "prayer", "the law has no remedy prayer"),
        ("materials/1/code", "identity", "a code stands twice"),
        ("form", [], "form"),
        ("form", {"type": "array"}, "without additional properties"),
        ("form/additionalProperties", True, "without additional properties"),
        (f"{PROPERTY}/stage/type", "word", "form"),
        (f"{PROPERTY}/stage/x-label", "", "form.stage: has no label"),
        (f"{PROPERTY}/stage", True, "form.stage"),
        ("form/properties", ["stage"], "form"),
        ("form/properties", ..., "has no properties"),
        (
            f"{PROPERTY}/stage",
            {"$ref": "https://example.org/stage.json", "x-label": "x"},
            "without references",
        ),
        ("form/patternProperties", {".*": {}}, "without references"),
        ("identifiers", ["resident_id", "library_card"], "there is no paper library_card"),
        ("identifiers", [["resident_id"]], "identifiers"),
        ("parties", ["employer"], "there is no part employer"),
        ("parties", ["agent"], "there is no part agent"),
        ("limits/patience", "PS-02", "there is no clock for patience"),
        ("promised/patience", 1, "there is no clock for patience"),
        ("duplicate_key", ["birthday"], "the form has no field birthday"),
        ("certificate_for", ["marry"], "the procedure has no act marry"),
        ("privacy_notice", {}, "privacy_notice"),
        ("privacy_notice/zh", "", "privacy_notice"),
        ("papers/privacy", "D23", "privacy_notice.paper"),
        ("grounds/refusal", [["duplicate"]], "malformed"),
        *[
            (f"papers/{use}", ..., f"issues {use}")
            for use in ("receipt", "correction", "non_acceptance", "refusal", "result", "service")
        ],
    ],
)
def test_an_item_that_does_not_hold_together_is_refused(path: str, value: Any, told: str) -> None:
    with pytest.raises(ItemRefused) as caught:
        Item.from_data(changed(path, value)).check(read_shipped())
    assert told in str(caught.value)
    assert caught.value.problems


@settings(max_examples=40)
@given(st.data())
def test_an_item_with_anything_anywhere_is_refused_or_holds(data: st.DataObject) -> None:
    """Whatever stands in a file, the answer is an item or a refusal that names the problem, never a crash."""
    anything = st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=6), inner, max_size=2),
        max_leaves=4,
    )
    item = shipped()
    name = data.draw(st.sampled_from(sorted(item)))
    item[name] = data.draw(anything)
    try:
        read = Item.from_data(item)
    except ItemRefused:
        return
    for problem in read.problems(read_shipped()):
        assert problem
