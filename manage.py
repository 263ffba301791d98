#!/usr/bin/env python
"""Django's command line. Means the demo unless the environment says otherwise."""

import os
import sys


def main() -> None:
    """Run the command; where no database has been made yet, say how to make one instead of a trace."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.demo")
    from django.core.management import execute_from_command_line
    from django.db import DatabaseError, connection
    from django.db.migrations.recorder import MigrationRecorder

    try:
        execute_from_command_line(sys.argv)
    except DatabaseError:
        if MigrationRecorder(connection).has_table():
            raise
        sys.exit(
            "There is no database yet: `make run` makes the demo hall, `manage.py migrate` an empty one."
        )


if __name__ == "__main__":
    main()
