"""A register that answers otherwise than the person said decides nothing: it is cleared up, and both are told."""

from __future__ import annotations

from typing import Any

from django.test import Client

from audit.ledger.models import Event
from casework.engine.ports import Answer, Question, Reply
from casework.models import Material, Mismatch
from tests.acts.steps import do, refused
from tests.web.pages import text
from tests.world import World


class Elsewhere:
    """A register that knows everybody in another town."""

    division = "419923105"

    def ask(self, question: Question) -> Reply:
        facts = {"residence_division": self.division} if "residence_division" in question.fields else {}
        return Reply(Answer.FOUND, facts)


def test_what_differs_is_told_to_both_and_settles_nothing(world: World, settings: Any) -> None:
    settings.DATA_SHARING = f"{__name__}.Elsewhere"
    outcome = world.receive(materials={"household": None, "residence": None})
    number = outcome.case_number
    with refused("SHARE-04"):
        do("settle_mismatch", number, world.by("clerk"))
    do("check_shared_data", number, world.by("clerk"))
    states = dict(Material.objects.values_list("code", "state"))
    assert (states["household"], states["residence"]) == ("found", "not_found")
    entry = Event.objects.get(case_number=number, kind="check_shared_data")
    assert entry.facts["differs"] == ["residence_division"]
    assert "419923105" not in entry.body
    clerk, person = (Client(headers={"accept-language": "en"}) for _each in range(2))
    clerk.force_login(world.officers["clerk"], backend="django.contrib.auth.backends.ModelBackend")
    words = "A register answered otherwise"
    assert words in text(clerk.get(f"/cases/{number}/"))
    asked = {"number": number, "code": outcome.secrets["query_code"]}
    assert words in text(person.post("/progress/", asked))
    # The person declares, and the case goes its way while the matter is open.
    statement = {"residence": {"statement": "本人住在柳塘镇河口村。"}}
    do("take_material", number, world.by("clerk"), materials=statement)
    do("accept", number, world.by("clerk"))
    with refused("GATE-02"):
        do("settle_mismatch", number, world.by("head"))
    do("settle_mismatch", number, world.by("clerk"))
    row = Mismatch.objects.get()
    assert (row.result, row.settled_by) == ("both_right", world.officers["clerk"])
    assert row.unseal("words").startswith("经与公安机关核实")
    assert words not in text(person.post("/progress/", asked))
    with refused("SHARE-04"):
        do("settle_mismatch", number, world.by("clerk"))
    do("register", number, world.by("clerk"))


def test_the_same_place_named_more_exactly_is_no_difference(world: World, settings: Any) -> None:
    settings.DATA_SHARING = f"{__name__}.Elsewhere"
    number = world.receive(
        applicant={"division_code": "419923"}, materials={"household": None, "residence": None}
    ).case_number
    do("check_shared_data", number, world.by("clerk"))
    assert not Mismatch.objects.exists()
    assert Material.objects.get(code="residence").state == "found"
