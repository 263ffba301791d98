"""The ledger as a Django app."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.core.checks import Tags, register
from django.db import connections
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


def install_guards(*, using: str, **options: Any) -> None:
    """After every migrate: a table that SQLite rebuilt has lost its triggers."""
    from audit.ledger import guards

    guards.install(connections[using])


class LedgerConfig(AppConfig):
    name = "audit.ledger"
    label = "ledger"
    verbose_name = _("Ledger")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from audit.ledger.checks import check_guards

        register(check_guards, Tags.database)
        post_migrate.connect(install_guards, sender=self, dispatch_uid="ledger.install_guards")
