"""The tests' settings with the benchmark's app, on the database that the benchmark has made for itself."""

from __future__ import annotations

import os

from config.settings.base import database
from config.settings.testing import *  # noqa: F403  # each situation begins with what all share
from config.settings.testing import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "benchmarks"]
# As in a hall in service: its timeouts, its lock mode, its durability.
DATABASES = {"default": database(os.environ["BENCHMARK_DATABASE_URL"])}
