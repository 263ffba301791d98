"""`manage.py verify_file FILE --key PUBLISHED.pem`: whether a paper's file is genuine, without the hall and any database."""

import json
import sys
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext as _

from casework.certificates.file_words import explanation, headline, remarks, rows
from casework.engine import moment
from casework.signing.keys import UnfitKey, read_certificates
from casework.signing.revocations import Revocations, UnfitList, read_list
from casework.signing.statement import keys_of
from casework.signing.verdict import EXPIRED, NOT_GENUINE, VALID, Verdict, judge

# What the command ends with; 2 is a wrong command line.
EXIT = {VALID: 0, NOT_GENUINE: 1, EXPIRED: 3}
ENDED, UNREADABLE = 4, 5
FILE_BYTES_MOST = 50_000_000


class Command(BaseCommand):
    """Checks the signature with the key that the hall publishes; asks nobody and keeps nothing."""

    help = (
        "Check the file of a paper with the hall's published key, offline. Ends with 0 if it is genuine and counts, "
        "1 if it isn't genuine, 3 if its time is over, 4 if it was revoked, replaced, made void or withdrawn, "
        "5 if a file can't be read."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, the published key, perhaps the list, and how to say it."""
        parser.add_argument("file", type=Path, help="the PDF as it was received")
        parser.add_argument(
            "--key", type=Path, required=True, metavar="PUBLISHED.pem", help="from the hall's /verify/key.pem"
        )
        parser.add_argument(
            "--revocations", type=Path, metavar="FILE", help="from the hall's /verify/revocations.json"
        )
        parser.add_argument("--on", type=date.fromisoformat, metavar="DAY", help="the day it shall count on")
        parser.add_argument("--json", action="store_true", help="one JSON object instead of words")
        parser.add_argument("--language", choices=["zh-hans", "en"], help="the language of the words")

    def handle(self, *args: Any, **options: Any) -> None:
        """Say it, and end with the code that belongs to it."""
        with translation.override(options["language"] or translation.get_language()):
            try:
                published = read_certificates(_content(options["key"]))
                known = options["revocations"] and read_list(_content(options["revocations"]), published)
            except UnfitKey as unfit:
                raise CommandError(f"--key {unfit}", returncode=UNREADABLE) from unfit
            except UnfitList as unfit:
                raise CommandError(f"--revocations {unfit}", returncode=UNREADABLE) from unfit
            verdict = _judged(_content(options["file"]), published, known, options["on"] or moment.today())
            self.stdout.write(_as_json(verdict) if options["json"] else "\n".join(_in_words(verdict)))
        code = EXIT.get(verdict.state, ENDED)
        if code:
            sys.exit(code)


def _judged(content: bytes, published: Any, known: Revocations | None, day: date) -> Verdict:
    if known is None:
        return judge(content, published, day)
    return judge(content, published, day, lambda stated: known.of(keys_of(stated)), known.made_at)


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(FILE_BYTES_MOST + 1)
    except OSError as error:
        raise CommandError(_("%(file)s can't be read.") % {"file": path}, returncode=UNREADABLE) from error
    if len(content) > FILE_BYTES_MOST:
        raise CommandError(_("%(file)s is too large.") % {"file": path}, returncode=UNREADABLE)
    return content


def _in_words(verdict: Verdict) -> list[str]:
    lines = [headline(verdict), *(f"    {name}: {value}" for name, value in rows(verdict))]
    return [*lines, explanation(verdict), *remarks(verdict)]


def _as_json(verdict: Verdict) -> str:
    stated = verdict.statement
    told = {
        "state": verdict.state,
        "genuine": verdict.is_genuine,
        "fault": verdict.fault,
        "statement": json.loads(stated.to_json()) if stated else None,
        "ended_on": verdict.ended_on and verdict.ended_on.isoformat(),
        "key": verdict.fingerprint,
        "demonstration": verdict.is_demonstration,
        "revocations_known_at": verdict.ends_known_at and verdict.ends_known_at.isoformat(),
        "words": [headline(verdict), explanation(verdict), *remarks(verdict)],
    }
    return json.dumps(told, ensure_ascii=False, indent=1)
