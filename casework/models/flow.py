"""The lean bases on viewflow: a case is itself the running process, a step is one row of our own.

Left out of viewflow's abstract task: the columns that nothing here reads (external jobs, timers) and their indexes. An officer who owns a task is protected, because viewflow's own cascade would delete history
together with the account.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from viewflow.workflow.fields import TaskReferenceField, TokenField
from viewflow.workflow.models import AbstractProcess, AbstractTask
from viewflow.workflow.status import STATUS
from viewflow.workflow.token import Token

# A task's id is its case's id and a number within the case, taken under the case's lock: no sequence to ask, unique
# everywhere, and rising within the case, which viewflow relies on.
TASK_BITS = 16
TASKS_A_CASE = 1 << TASK_BITS

OPEN_STATUSES = (STATUS.NEW, STATUS.ASSIGNED, STATUS.STARTED, STATUS.SCHEDULED)


class CaseProcess(AbstractProcess):
    """The process part of a case."""

    task_seq = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        abstract = True


class CaseTask(AbstractTask):
    """One node of a running flow: done, open or cancelled."""

    id = models.BigIntegerField(primary_key=True)
    process = models.ForeignKey("casework.Case", on_delete=models.PROTECT, related_name="tasks")
    flow_task = TaskReferenceField(_("step"))
    token = TokenField(default=Token("start"))
    status = models.CharField(max_length=50, choices=STATUS.choices, default=STATUS.NEW)
    created = models.DateTimeField()
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="tasks"
    )
    # What the worklist asks for stands in the row itself, so that one index serves it.
    office = models.ForeignKey("casework.Office", on_delete=models.PROTECT, null=True, related_name="tasks")
    duty = models.CharField(max_length=16, blank=True)
    waits_for_applicant = models.BooleanField(default=False)
    due_at = models.DateTimeField(null=True, blank=True)
    data = models.JSONField(default=dict, blank=True)

    scheduled = None
    external_task_id = None
    owner_permission = None
    # Always empty, and without an index: viewflow's generic link can't be left out of a subclass.
    owner_permission_content_type = models.ForeignKey(
        "contenttypes.ContentType",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        db_index=False,
        related_name="+",
    )
    owner_permission_obj_pk = models.CharField(max_length=1, null=True, editable=False)

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["process", "status"], name="task_of_case"),
            models.Index(
                fields=["office", "duty", "due_at"],
                name="open_step_by_due",
                condition=Q(finished__isnull=True) & ~Q(duty=""),
            ),
            models.Index(
                fields=["owner", "due_at"], name="open_step_of_officer", condition=Q(finished__isnull=True)
            ),
        ]

    @property
    def number_in_case(self) -> int:
        """The running number of this task within its case."""
        return int(self.pk) & (TASKS_A_CASE - 1)
