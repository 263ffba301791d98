"""What a visitor of the demonstration finds: every state, mark, way of service and view of the worklist."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from typing import Any

import pytest
from django.test import TestCase, override_settings

from approvals.demo.data import read
from approvals.demo.days import Days
from audit.ledger.models import Attempt, Event
from casework.engine import moment
from casework.engine.lawbook import current_items, newest_law
from casework.models import (
    Assessment,
    AssessmentResult,
    Case,
    Certificate,
    CertificateState,
    ClockState,
    Draft,
    EndedPaper,
    FailedService,
    LateEntry,
    Officer,
    PaperEnd,
    PublicNotice,
    Reassignment,
    Recommendation,
    Reminder,
    ReminderKind,
    Scan,
    ServiceOfPaper,
    ServiceWay,
    StagedPage,
    Statement,
)
from casework.queries.shift import CLOSED, sheet_of
from casework.queries.worklist import NEAR_DAYS, VIEWS, Filter, worklist
from casework.scans.delivery import picture_of
from tests.demo.test_demo import SUNDAY, TOLD, demo
from tests.world import SHANGHAI

# Some clerk finds something in each of these; what has lapsed is put before the supervising office.
FOR_A_CLERK = [view for view in VIEWS if view != "escalated"]


@pytest.mark.django_db
@override_settings(DEMO=True)
class TestWhatTheDemonstrationShows(TestCase):
    """Set up once for all of these."""

    @classmethod
    def setUpTestData(cls) -> None:
        demo()

    def counts(self, username: str, at: datetime = SUNDAY, **chosen: Any) -> dict[str, int]:
        with moment.at(at):
            return worklist(Officer.objects.get(username=username), Filter(**chosen)).counts

    def test_a_clerk_finds_something_in_every_view_of_the_worklist(self) -> None:
        for clerk in ("lu", "cheng"):
            found = self.counts(clerk)
            assert {view for view in FOR_A_CLERK if not found[view]} == set(), clerk

    def test_a_supervisor_finds_what_has_lapsed_and_an_approver_what_was_proposed(self) -> None:
        assert self.counts("song")["escalated"] > 0
        assert self.counts("han")["pool"] > 0

    def test_something_is_overdue_something_near_due_and_something_has_time(self) -> None:
        for time in ("overdue", "near", "later"):
            assert self.counts("lu", time=time)["all"] > 0, time
        with moment.at(SUNDAY):
            left = {row.days_left for row in worklist(Officer.objects.get(username="lu")).rows}
        assert any(days is not None and 0 <= days <= NEAR_DAYS for days in left)

    def test_the_worker_has_reminded_put_lapses_before_the_county_and_proposed_to_ask_who_is_silent(
        self,
    ) -> None:
        assert set(Reminder.objects.values_list("kind", flat=True)) == set(ReminderKind.values)
        silent = Reminder.objects.get(kind=ReminderKind.SILENT)
        assert silent.clock.case.state == "correcting"
        lapsed = Reminder.objects.filter(kind=ReminderKind.LAPSED, clock__state=ClockState.RUNNING)
        assert {one.office.code for one in lapsed} == {"YX"}

    def test_pages_were_scanned_at_the_receipt_afterwards_and_with_a_correction(self) -> None:
        acts = {"receive", "attach_scan", "supplement"}
        with_scans = Case.objects.filter(materials__scans__isnull=False).distinct()
        kinds = set(Event.objects.filter(case_id__in=with_scans).values_list("kind", flat=True))
        assert acts <= kinds
        assert with_scans.count() == 3
        for scan in Scan.objects.select_related("material__case__applicant__key"):
            assert picture_of(scan).startswith(b"\xff\xd8\xff")
        assert not StagedPage.objects.exists()

    def test_every_mark_was_set_and_a_recommendation_was_returned_and_made_again(self) -> None:
        assert set(Assessment.objects.values_list("result", flat=True)) == set(AssessmentResult.values)
        again = Case.objects.filter(state="refusal_proposed", recommendations__isnull=False).distinct()
        assert max(Recommendation.objects.filter(case=one).count() for one in again) >= 3

    def test_what_applicants_said_is_on_file_and_drafts_wait_for_their_officers(self) -> None:
        assert Statement.objects.count() >= 2
        assert set(Draft.objects.values_list("officer__username", "act")) == {
            ("han", "refuse"),
            ("lu", "decline"),
        }

    def test_papers_were_served_by_each_way_and_some_in_vain(self) -> None:
        ways = Counter(ServiceOfPaper.objects.values_list("way", flat=True))
        assert set(ways) == set(ServiceWay.values)
        electronic = ServiceOfPaper.objects.filter(way=ServiceWay.ELECTRONIC)
        for one in electronic:
            assert one.paper.case.confirmed_addresses.exists()
        left = ServiceOfPaper.objects.filter(way=ServiceWay.LEFT).select_related(
            "paper__case__applicant__key"
        )
        assert all(len(one.unseal("proof")["witnesses"]) == 2 for one in left)
        assert FailedService.objects.filter(paper__services__isnull=True).exists()

    def test_one_public_notice_runs_and_one_has_taken_effect(self) -> None:
        today = SUNDAY.date()
        effective = list(PublicNotice.objects.order_by("effective_on").values_list("effective_on", flat=True))
        assert len(effective) == 2
        assert effective[0] < today < effective[1]

    def test_late_entries_wait_for_a_second_officer_and_one_was_confirmed(self) -> None:
        waiting = LateEntry.objects.filter(decided_at__isnull=True)
        assert {one.proposed_by.username for one in waiting} == {"lu", "cheng"}
        confirmed = LateEntry.objects.get(confirmed=True)
        assert confirmed.decided_by_id != confirmed.proposed_by_id

    def test_a_void_paper_stays_visible_with_its_successor(self) -> None:
        ended = EndedPaper.objects.get(end=PaperEnd.VOID)
        assert ended.followed_by is not None
        assert ended.followed_by.kind == ended.paper.kind
        assert ended.followed_by.number != ended.paper.number

    def test_certificates_are_valid_revoked_and_replaced(self) -> None:
        states = set(Certificate.objects.values_list("state", flat=True))
        assert states == set(CertificateState.values)

    def test_a_supervisor_gave_a_step_away_with_a_reason_and_took_another_back(self) -> None:
        rows = Reassignment.objects.all()
        assert {one.undone_at is None for one in rows} == {True, False}
        kinds = set(Event.objects.values_list("kind", flat=True))
        assert {"reassign", "undo_reassignment"} <= kinds

    def test_shifts_were_closed_and_wait_for_whoever_countersigns(self) -> None:
        for receiver in ("cheng", "lu"):
            officer = Officer.objects.get(username=receiver)
            closed = Event.objects.filter(kind=CLOSED).exclude(actor_id=officer.pk).get()
            with moment.at(SUNDAY):
                sheet = sheet_of(closed.pk, officer)
            assert sheet is not None
            offers = [row.offer for row in sheet.rows if row.offer is not None]
            assert [one for one in offers if one.answered_at is None and one.to_officer_id == officer.pk]

    def test_nothing_of_it_was_refused(self) -> None:
        assert Case.objects.count() == TOLD
        assert not Attempt.objects.exists()


def _is_open(story: dict[str, Any], day: date) -> bool:
    slugs = {item.slug for _version, item in current_items(day)}
    return story.get("item", read("county")["item"]) in slugs


@pytest.mark.parametrize("month", [5, 9])
def test_where_the_procedure_knows_fewer_acts_the_stories_end_earlier(
    db: None, settings: Any, month: int
) -> None:
    """Item edition 2026-2 counts since September 2026; what came in before goes on as it was."""
    settings.DEMO = True
    demo(datetime(2026, month, 20, 11, 0, tzinfo=SHANGHAI))
    days = Days(newest_law().calendar, datetime(2026, month, 20, 11, 0, tzinfo=SHANGHAI))
    told = [one for one in read("stories")["cases"] if _is_open(one, days.back(one["back"]))]
    assert Case.objects.count() == len(told)
    assert not Attempt.objects.exists()
