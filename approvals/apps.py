"""The one-stop hall."""

from django.apps import AppConfig, apps
from django.core.checks import register
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ApprovalsConfig(AppConfig):
    """Registers the procedures, and stores the shipped items after migrations."""

    name = "approvals"
    verbose_name = _("Approvals")

    def ready(self) -> None:
        """Import every flow: viewflow's checks see only what is imported."""
        from .catalogue import after_migrate
        from .guide.checks import guide_holds
        from .procedures import load_procedures

        load_procedures()
        register(guide_holds)
        # Items are rows of casework; this app has no tables, so migrate would never name it.
        post_migrate.connect(
            after_migrate, sender=apps.get_app_config("casework"), dispatch_uid="approvals.load_items"
        )
