"""The few shapes that an item of the hall can have, each a flow that reads like the law."""

import importlib
import pkgutil


def load_procedures() -> None:
    """Import every flow, so that it stands in the registry."""
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
