"""The shapes of all answers. A field that isn't written here leaves no answer: this is the list of what is allowed.

No shape holds a name, a number or a telephone of a citizen in full. They leave the hall on papers and, unmasked, on the
page of the case with a purpose on record; never through this interface.
"""

from rest_framework import serializers as plain

from .clock_shapes import Clock, Derived, Time
from .shape import Cited, Shape, Text


class Words(Shape):
    """A text in both languages."""

    zh = Text()
    en = Text()


class Place(Shape):
    """An office."""

    code = Text()
    name = Text()


class Alternative(Shape):
    """A document that counts as a material."""

    code = Text()
    name = Text()


class MaterialAsked(Shape):
    """A material of an item; what comes from data sharing is not asked of the citizen."""

    code = Text()
    name = Text()
    source = Text(help_text="person or sharing")
    alternatives = Alternative(many=True)
    declaration_instead = plain.BooleanField()


class Limit(Shape):
    """A limit of an item. `basis` is empty where the limit is a rule of ours and may not be cited as law."""

    purpose = Text()
    limit = Text()
    title = Text()
    amount = plain.IntegerField(allow_null=True)
    unit = Text()
    promised = plain.IntegerField(allow_null=True)
    ground = Text()
    basis = Cited(many=True)


class Notice(Shape):
    """The privacy notice that has to be shown before an application is taken in."""

    edition = Text()
    text = Text()
    zh = Text()
    en = Text()


class ItemOpen(Shape):
    """An item that is open for applications today."""

    slug = Text()
    edition = Text()
    name = Text()
    names = Words()
    kind = Text()
    who = Text()
    basis = Cited(many=True)
    limits = Limit(many=True)
    materials = MaterialAsked(many=True)
    fee = plain.IntegerField(help_text="Always 0.")
    privacy_notice = Notice()
    offices = Place(many=True, help_text="Those that decide the item.")
    receiving_offices = Place(many=True, help_text="Those that take in applications for it.")
    form_schema = plain.JSONField(help_text="JSON Schema of `given` (draft 2020-12).")


class Items(Shape):
    """The items open today."""

    day = plain.DateField()
    items = ItemOpen(many=True)


class PaperIssued(Shape):
    """A paper that was issued."""

    kind = Text()
    name = Text()
    number = Text()


class Paper(PaperIssued):
    """A paper of a case, without its content."""

    issued_on = plain.DateField()
    paper_state = plain.ChoiceField(["issued", "served", "void", "withdrawn"])


class Done(Shape):
    """What an act led to."""

    act = Text()
    number = Text()
    state = Text()
    state_text = Text()
    event_seq = plain.IntegerField(help_text="Number of entries in the ledger; send it as `seen` next time.")
    papers = PaperIssued(many=True)
    holder_code = Text(
        allow_null=True, help_text="Told once, to be handed to the holder: it opens what a certificate holds."
    )
    token = Text(
        required=False,
        help_text="The code of a voucher: told in this answer alone, and kept nowhere.",
    )


class Received(Done):
    """What a reception led to. The query code is for the applicant."""

    query_code = Text(allow_null=True)


class Masked(Shape):
    """Somebody named in an application, masked."""

    role = Text()
    name = Text()
    identifier_kind = Text()
    identifier = Text()
    phone = Text()
    erased = plain.BooleanField()


class MandateHeld(Shape):
    """The applicant's mandate."""

    signed_on = plain.DateField()
    valid_until = plain.DateField()
    revoked_on = plain.DateField(allow_null=True)
    powers = plain.ListField(
        child=Text(), help_text="What the agent may do: file, correct, receive_papers, withdraw."
    )


class ScanHeld(Shape):
    """A scanned page of a material; its picture is at `files/{scan}/`."""

    scan = plain.IntegerField()
    position = plain.IntegerField(help_text="Counted on over pages that were taken out.")
    width = plain.IntegerField(help_text="In pixels.")
    height = plain.IntegerField()


class MaterialHeld(Shape):
    """A material of a case."""

    code = Text()
    name = Text()
    source = Text()
    material_state = Text()
    state_text = Text()
    document = Text()
    original_seen = plain.BooleanField()
    pages = plain.IntegerField()
    scans = ScanHeld(many=True)


class LateEntry(Shape):
    """An act for an earlier day: it waits for a second officer, or was confirmed by one."""

    late_act = Text()
    title = Text()
    happened_on = plain.DateField()
    arrived_on = plain.DateField(allow_null=True)
    evidence = Text()
    recorded_at = plain.DateTimeField()
    proposed_by = Text()
    waits = plain.BooleanField()


class OpenStep(Shape):
    """A step that waits for an act."""

    step = Text()
    title = Text()
    duty = Text()
    owner = Text(help_text="Empty while nobody holds it.")
    waits_for_applicant = plain.BooleanField()


class Event(Shape):
    """An entry of the ledger in one sentence."""

    seq = plain.IntegerField()
    kind = Text()
    happened_on = plain.DateField()
    recorded_at = plain.DateTimeField()
    late = plain.BooleanField(help_text="Entered on a later day than the one on which it happened.")
    actor = Text()
    sentence = Text()
    basis = Cited(many=True)


class CaseFile(Shape):
    """A case as its officers see it."""

    number = Text()
    event_seq = plain.IntegerField(help_text="Number of entries in the ledger; send it as `seen`.")
    state = Text()
    state_text = Text()
    outcome = Text()
    item = Text()
    item_name = Text()
    item_edition = Text()
    law_edition = Text()
    office = Place()
    receiving_office = Place()
    channel = Text()
    holder = Text(help_text="Empty while nobody holds it.")
    received_on = plain.DateField()
    accepted_on = plain.DateField(allow_null=True)
    deemed_accepted = plain.BooleanField()
    correction_told_on = plain.DateField(allow_null=True)
    decided_on = plain.DateField(allow_null=True)
    closed_on = plain.DateField(allow_null=True)
    people = Masked(many=True)
    late_entry = LateEntry(allow_null=True, help_text="The one that waits for a second officer.")
    mandate = MandateHeld(allow_null=True)
    steps = OpenStep(many=True)
    clocks = Clock(many=True)
    time = Time()
    materials = MaterialHeld(many=True)
    papers = Paper(many=True)
    timeline = Event(many=True)


class Why(Shape):
    """One reason why an act is refused."""

    code = Text()
    text = Text()
    kind = plain.ChoiceField(
        ["may_not", "not_now"], help_text="Whether it lies in the officer or in the case."
    )
    basis = Cited(many=True, help_text="The articles that impose it; empty where the rule is ours.")
    model = Cited(many=True, help_text="Articles a rule of ours is modelled on; they aren't its basis.")
    ways_out = plain.ListField(child=Text())
    detail = Text()


class ActNow(Shape):
    """An act, and whether it may be done now."""

    act = Text()
    title = Text()
    of_step = plain.BooleanField(help_text="Whether it belongs to an open step, or may be done at any time.")
    adverse = plain.BooleanField()
    basis = Cited(many=True)
    allowed = plain.BooleanField()
    reasons = Why(many=True)
    input_schema = plain.JSONField(help_text="JSON Schema of `input` (draft 2020-12).")


class Acts(Shape):
    """The acts of a case at this moment."""

    number = Text()
    event_seq = plain.IntegerField()
    state = Text()
    acts = ActNow(many=True)


class Row(Shape):
    """An open step on the worklist."""

    number = Text()
    item = Text()
    item_name = Text()
    office = Place()
    applicant = Text(help_text="Masked.")
    state = Text()
    state_text = Text()
    step = Text()
    title = Text()
    turn = Text(help_text="me, pool, applicant or other.")
    owner = Text()
    due_on = plain.DateField(allow_null=True)
    days_left = plain.IntegerField(allow_null=True)
    promised_on = plain.DateField(allow_null=True)
    time_state = Text(help_text="not_started, provisional, open, near, overdue or paused.")
    provisional = plain.BooleanField(
        help_text="Whether a holiday notice still to come may set or move the day."
    )
    derivation = Derived(many=True, help_text="How `due_on` was found.")
    late_entry = LateEntry(allow_null=True, help_text="One that waits, else the one confirmed last.")
    unread = plain.BooleanField(help_text="Others did something in the case since you last looked.")


class Worklist(Shape):
    """A page of the worklist."""

    view = Text()
    counts = plain.DictField(child=plain.IntegerField(), help_text="How many rows each view has.")
    page = plain.IntegerField()
    pages = plain.IntegerField()
    total = plain.IntegerField()
    rows = Row(many=True)


class PageKept(Shape):
    """A page of a file that was sent, by the mark under which an act names it."""

    scan = Text()
    width = plain.IntegerField(help_text="In pixels.")
    height = plain.IntegerField()


class PagesKept(Shape):
    """The pages of a file, kept sealed until an act takes them into a case or the time is over."""

    pages = PageKept(many=True)
    expires_at = plain.DateTimeField()


class Reception(Shape):
    """An application to be taken in."""

    item = Text(help_text="Slug of the item.")
    receiving_office = Text(help_text="Code of the office at whose counter it came in.")
    office = Text(required=False, help_text="Code of the office that decides; by default the receiving one.")
    given = plain.DictField(
        required=False, help_text="The application, as the item's `form_schema` describes it."
    )


class Submission(Shape):
    """An act to be done."""

    seen = plain.IntegerField(
        required=False,
        min_value=0,
        help_text="The `event_seq` you know of. If the case has moved on, nothing is done (409 STALE-01).",
    )
    input = plain.DictField(required=False, help_text="The act's input, as its `input_schema` describes it.")


class Fault(Shape):
    """What is wrong with a field."""

    rule = Text()
    text = Text()
    basis = Cited(many=True, help_text="The articles that impose it; empty where the rule is ours.")
    model = Cited(many=True, help_text="Articles a rule of ours is modelled on; they aren't its basis.")


class CaseState(Shape):
    """The case as it stands, told to whoever knew an older state."""

    state = Text()
    event_seq = plain.IntegerField()


class Problem(Shape):
    """An error (RFC 9457)."""

    type = plain.CharField()
    title = Text()
    status = plain.IntegerField()
    detail = Text()
    code = Text()
    basis = Cited(many=True)
    reasons = Why(many=True)
    fields = plain.DictField(child=Fault(many=True))
    state = CaseState(required=False)
