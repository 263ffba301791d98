"""One legal act, one file, one function. Web, API and commands come through here and nowhere else."""

import importlib
import pkgutil


def load_acts() -> None:
    """Import every act, so that it stands in the registry."""
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
