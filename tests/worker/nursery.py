"""`python -m tests.worker.nursery`: loads the hall once and forks a process for each line it is told, so that many can be killed.

    worker --interval 0.1     what `manage.py worker --interval 0.1` is: the same command, in a process of its own
    issue                     an officer's program that registers one accepted case after the other, each with its papers

It answers each line with the number of the process.
"""

from __future__ import annotations

import os
import signal
import sys
import time

import django


def issue() -> None:
    """Register what is accepted, for ever."""
    from casework.engine.act import acts
    from casework.engine.actor import Actor
    from casework.engine.refusal import Refused
    from casework.models import Case, Officer

    clerk = Actor(officer=Officer.objects.get(username="clerk"), door="command")
    while True:
        for number in Case.objects.filter(state="accepted").values_list("number", flat=True):
            try:
                acts["register"].perform(case_number=number, by=clerk)
            except Refused:
                continue  # somebody else has the case just now
        time.sleep(0.02)


def main() -> None:
    """Fork until there are no more lines."""
    from django.core.management import execute_from_command_line

    django.setup()
    # Whoever is killed leaves no row in the table of processes behind.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        born = os.fork()
        if born == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            what = line.split()
            if what == ["issue"]:
                issue()
            else:
                execute_from_command_line(["manage.py", *what])
            os._exit(0)
        print(born, flush=True)


if __name__ == "__main__":
    main()
