"""The case: one application of one item, which is at the same time the running procedure."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from .flow import CaseProcess
from .person import Person
from .sealed import SealedField, SealedFields


class CaseState(models.TextChoices):
    """Where a case stands in the law (domain reference, section 4)."""

    RECEIVED = "received", _("received, being screened")
    CORRECTING = "correcting", _("waiting for the applicant's correction")
    ACCEPTED = "accepted", _("accepted")
    NOT_ACCEPTED = "not_accepted", _("not accepted")
    DRAFTED = "drafted", _("compiled, to be checked by a second officer")
    REFUSAL_PROPOSED = "refusal_proposed", _("refusal proposed")
    GRANTED = "granted", _("granted")
    REFUSED = "refused", _("refused")
    SERVED = "served", _("served")
    ARCHIVED = "archived", _("archived")
    WITHDRAWN = "withdrawn", _("withdrawn by the applicant")
    CANCELLED = "cancelled", _("registration cancelled by the person")


CLOSED_STATES = frozenset({CaseState.ARCHIVED, CaseState.WITHDRAWN, CaseState.CANCELLED})


class Outcome(models.TextChoices):
    """What came out of a case."""

    OPEN = "", _("open")
    GRANTED = "granted", _("granted")
    REFUSED = "refused", _("refused")
    NOT_ACCEPTED = "not_accepted", _("not accepted")
    WITHDRAWN = "withdrawn", _("withdrawn")
    CANCELLED = "cancelled", _("cancelled")


class Channel(models.TextChoices):
    """How an application reached the hall."""

    COUNTER = "counter", _("at the counter")
    AGENT = "agent", _("through an agent with a mandate")


class Case(SealedFields, CaseProcess):
    """One application of one item. Its row is the lock of everything that belongs to it."""

    number = models.CharField(_("case number"), max_length=20, unique=True)
    item_slug = models.SlugField(_("item"), max_length=64)
    item_version = models.ForeignKey("casework.ItemVersion", on_delete=models.PROTECT, related_name="cases")
    law_edition = models.ForeignKey("casework.LawEdition", on_delete=models.PROTECT, related_name="cases")
    office = models.ForeignKey("casework.Office", on_delete=models.PROTECT, related_name="cases")
    receiving_office = models.ForeignKey(
        "casework.Office", on_delete=models.PROTECT, related_name="received_cases"
    )
    channel = models.CharField(_("channel"), max_length=16, choices=Channel.choices)
    state = models.CharField(_("state"), max_length=24, choices=CaseState.choices)
    outcome = models.CharField(_("outcome"), max_length=16, choices=Outcome.choices, blank=True, default="")
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="cases_held"
    )
    applicant = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="cases")
    form = SealedField()
    # Two moments: the day the law counts from, and the moment at which it was entered.
    received_on = models.DateField(_("received on"))
    received_at = models.DateTimeField(_("entered at"))
    accepted_on = models.DateField(_("accepted on"), null=True, blank=True)
    deemed_accepted = models.BooleanField(_("accepted by silence"), default=False)
    correction_told_on = models.DateField(_("correction told on"), null=True, blank=True)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    # Whether a register answered otherwise than the person said, and which is right isn't found yet.
    disputed = models.BooleanField(default=False)
    query_code_hash = models.CharField(max_length=64, blank=True)
    event_seq = models.PositiveIntegerField(_("entries in the ledger"), default=0)
    history = HistoricalRecords(excluded_fields=["task_seq", "query_code_hash"])

    class Meta:
        verbose_name = _("case")
        default_permissions = ()
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["office", "state"], name="case_by_office"),
            models.Index(fields=["applicant", "item_slug"], name="case_by_applicant"),
            models.Index(
                fields=["correction_told_on"], name="correcting_since", condition=Q(state="correcting")
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_on__isnull=True)
                | Q(accepted_on__isnull=False)
                | Q(outcome="not_accepted"),
                name="no_decision_before_acceptance",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def sealed_owner(self) -> Person:
        """The applicant: all free text of a case is sealed under their key."""
        return self.applicant

    @property
    def is_closed(self) -> bool:
        """Whether nothing more will happen in this case."""
        return self.state in CLOSED_STATES


class PartyRole(models.TextChoices):
    """Who else takes part in a case beside the applicant."""

    OTHER_PARENT = "other_parent", _("the other parent")
    AGENT = "agent", _("agent")


class CaseParty(models.Model):
    """Another person named in the application."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="parties")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="party_of")
    role = models.CharField(max_length=16, choices=PartyRole.choices)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["case", "role"], name="one_person_a_role")]


class Mandate(models.Model):
    """The applicant's mandate to a free agent (Administrative Licensing Law, Art. 29(2), by analogy; paper D24)."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="mandate")
    agent = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="mandates", null=True, blank=True
    )
    # A village agent is an officer; a friend or relative is a person.
    agent_officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="mandates", null=True, blank=True
    )
    signed_on = models.DateField(_("signed on"))
    valid_until = models.DateField(_("valid until"))
    revoked_on = models.DateField(_("revoked on"), null=True, blank=True)
    # What the person ticked; empty in mandates of before, whose paper named the powers as a whole.
    powers = models.JSONField(_("powers"), default=list, blank=True)
    history = HistoricalRecords()

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(agent__isnull=False) ^ Q(agent_officer__isnull=False),
                name="mandate_has_one_agent",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__gte=models.F("signed_on")), name="mandate_ends_after_it_begins"
            ),
        ]


class SlipStep(models.TextChoices):
    """One hand-over of originals between the person, their agent and the counter."""

    TAKEN = "taken", _("the agent takes them from the person")
    DELIVERED = "delivered", _("the agent hands them to the counter")
    GIVEN_BACK = "given_back", _("the counter gives them back to the agent")
    RETURNED = "returned", _("the agent returns them to the person")


class HandSlip(models.Model):
    """One original that changed hands through an agent, against a slip that both signed (paper D53)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="hand_slips")
    step = models.CharField(max_length=16, choices=SlipStep.choices)
    # Which document of a material, as the item names it.
    original = models.CharField(max_length=40)
    handed_on = models.DateField()
    paper = models.ForeignKey("casework.Paper", on_delete=models.PROTECT, related_name="hand_slips")
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    event_seq = models.PositiveIntegerField()

    class Meta:
        default_permissions = ()
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.original} {self.step}"


class MaterialSource(models.TextChoices):
    """Where a material comes from: what can be shared is not asked from the citizen (ZX 7, ZWSJ 19)."""

    PERSON = "person", _("the applicant")
    SHARING = "sharing", _("data sharing")
    DECLARATION = "declaration", _("written declaration")


class MaterialState(models.TextChoices):
    """Whether a material is there."""

    MISSING = "missing", _("missing")
    PROVIDED = "provided", _("provided")
    PENDING = "pending", _("enquiry under way")
    FOUND = "found", _("found by data sharing")
    NOT_FOUND = "not_found", _("not found: declaration instead")
    DECLARED = "declared", _("declared in writing")


class Material(SealedFields):
    """One material of an application, with its source."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="materials")
    code = models.CharField(max_length=40)
    source = models.CharField(max_length=16, choices=MaterialSource.choices)
    state = models.CharField(max_length=16, choices=MaterialState.choices)
    document = models.CharField(_("which document"), max_length=40, blank=True)
    original_seen = models.BooleanField(default=False)
    pages = models.PositiveSmallIntegerField(default=0)
    answered_at = models.DateTimeField(null=True, blank=True)
    statement = SealedField()
    history = HistoricalRecords()

    class Meta:
        default_permissions = ()
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["case", "code"], name="one_row_a_material")]

    def __str__(self) -> str:
        return self.code

    @property
    def sealed_owner(self) -> Person:
        """The applicant."""
        return self.case.applicant

    @property
    def is_settled(self) -> bool:
        """Whether nothing more is needed for this material."""
        return self.state in (MaterialState.PROVIDED, MaterialState.FOUND, MaterialState.DECLARED)


class CaseRole(models.Model):
    """Which role an officer has played in a case; what the separation of duties is read from (EX-12)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="roles")
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="case_roles")
    role = models.CharField(max_length=32)
    event_seq = models.PositiveIntegerField()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["case", "officer", "role"], name="a_role_is_noted_once")
        ]


class HandOver(SealedFields):
    """An offer to take over a case; the first handler keeps it until the next one accepts (first-handler rule)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="hand_overs")
    from_officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    to_officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="hand_overs_offered"
    )
    offered_at = models.DateTimeField()
    reason = SealedField()
    answered_at = models.DateTimeField(null=True, blank=True)
    accepted = models.BooleanField(null=True)
    history = HistoricalRecords()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(answered_at__isnull=True), name="one_open_hand_over_a_case"
            )
        ]

    @property
    def sealed_owner(self) -> Person:
        """The applicant."""
        return self.case.applicant


class Recusal(SealedFields):
    """An officer who steps aside in one case, by own word or by decision (Henan Enforcement Regulations, Art. 23)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="recusals")
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="recusals")
    ground = SealedField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    history = HistoricalRecords()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["case", "officer"], name="one_recusal_an_officer")]

    @property
    def sealed_owner(self) -> Person:
        """The applicant."""
        return self.case.applicant


class Recommendation(SealedFields):
    """What a handler proposed to the approver, and why. A return to the handler keeps every earlier one."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="recommendations")
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=24)
    ground = models.CharField(max_length=40, blank=True)
    words = SealedField()
    event_seq = models.PositiveIntegerField()
    made_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        ordering = ["id"]

    @property
    def sealed_owner(self) -> Person:
        """The applicant."""
        return self.case.applicant
