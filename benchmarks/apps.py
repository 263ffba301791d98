"""The benchmark as an app: flows must live in one, because viewflow stores `app/module.Class`."""

from django.apps import AppConfig


class BenchmarksConfig(AppConfig):
    """Registers the procedure that is measured; installed by `benchmarks.settings` only."""

    name = "benchmarks"
    verbose_name = "Benchmarks"

    def ready(self) -> None:
        """Import the flows: viewflow's checks see only what is imported."""
        from . import bare, permit

        assert bare
        permit.register()
