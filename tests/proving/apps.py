"""The app under whose label the proving flows are stored."""

from django.apps import AppConfig


class ProvingConfig(AppConfig):
    """Registers the flows, their acts, and a sentence for each act."""

    name = "tests.proving"
    label = "proving"

    def ready(self) -> None:
        from audit.ledger.sentences import register, registered_kinds

        from . import flows, licence
        from .acts import PROVING_ACTS

        assert flows.SHAPES
        for name in (*PROVING_ACTS, licence.ENDS.name):
            if name not in registered_kinds():
                register(
                    name, zh="{actor}：" + name + "。", en="{actor}: " + name + ".", personal_data="none"
                )
