"""Cases of every kind."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class CaseworkConfig(AppConfig):
    """Fills the registries at start-up; nothing here touches a case."""

    name = "casework"
    label = "casework"
    verbose_name = _("Casework")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register acts, sentences, guarded tables and checks, and load the shipped law after migrations."""
        from audit.ledger.guards import guard, guard_history

        from . import checks  # registers itself
        from .acts import load_acts
        from .engine import loading
        from .engine.registry import errands, paper_checks
        from .engine.sentences import load_sentences
        from .models import (
            HISTORIED,
            Assessment,
            CaseRole,
            Complaint,
            ComplaintAnswer,
            ComplaintCall,
            EndedPaper,
            ErasureProposal,
            FailedService,
            HandSlip,
            Paper,
            PublicNotice,
            Rating,
            RatingAnswer,
            RatingCall,
            RatingEscalation,
            Recommendation,
            RegisterAnswer,
            Reminder,
            RetentionHold,
            Sample,
            SampleAnswer,
            SampledCase,
            SampleFinding,
            ScanPicture,
            ServiceOfPaper,
            SharedQuery,
            SharedReply,
            Statement,
        )
        from .papers.printable import check_printable
        from .tasks import ask_other_registers
        from .web import at_provider  # connects itself to signing in

        assert checks
        assert at_provider
        load_acts()
        load_sentences()
        paper_checks.add("printable", check_printable)
        errands.add("ask_other_registers", ask_other_registers)
        for model in HISTORIED:
            guard_history(model)
        for append_only in (
            Assessment,
            CaseRole,
            Complaint,
            ComplaintAnswer,
            ComplaintCall,
            EndedPaper,
            ErasureProposal,
            FailedService,
            HandSlip,
            Paper,
            PublicNotice,
            Rating,
            RatingAnswer,
            RatingCall,
            RatingEscalation,
            Recommendation,
            RegisterAnswer,
            Reminder,
            RetentionHold,
            Sample,
            SampleAnswer,
            SampledCase,
            SampleFinding,
            ScanPicture,
            ServiceOfPaper,
            SharedQuery,
            SharedReply,
            Statement,
        ):
            guard(append_only)
        post_migrate.connect(loading.after_migrate, sender=self, dispatch_uid="casework.load_law")
