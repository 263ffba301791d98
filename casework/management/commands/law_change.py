"""`manage.py law_change draft|approve|apply|withdraw`: changes of the law here, by the same acts as on the screen."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from casework.acts.approve_change import approve_change
from casework.acts.draft_change import draft_change
from casework.acts.withdraw_change import withdraw_change
from casework.engine.actor import Actor
from casework.engine.each import perform_each
from casework.engine.refusal import ActRefused, BadInput
from casework.management.commands.rehearse import add_choice_of_cases, said
from casework.models import EditionState, LawChange, Officer
from casework.queries.rehearsal import ACT, rehearse


class Command(BaseCommand):
    """Done in the name of an officer, with the duties they hold."""

    help = "Draft, approve, apply or withdraw a change of the law here, in the name of an officer."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One subcommand an act."""
        parts = parser.add_subparsers(dest="what", required=True)
        draft = parts.add_parser("draft", help="draft what a YAML file proposes")
        draft.add_argument("file", type=Path)
        draft.add_argument("--reason", default="")
        approve = parts.add_parser("approve", help="bring a draft into force and let open cases follow")
        approve.add_argument("change", type=int)
        approve.add_argument(
            "--open-cases", action="store_true", help="an item version reaches open cases, too"
        )
        add_choice_of_cases(approve)
        apply = parts.add_parser("apply", help="go on where open cases have still to follow")
        apply.add_argument("change", type=int)
        apply.add_argument(
            "--also-later",
            nargs="+",
            default=[],
            metavar="CASE",
            help="cases whose office may have more time than it was told, since the change itself orders it",
        )
        withdraw = parts.add_parser("withdraw", help="take back a draft")
        withdraw.add_argument("change", type=int)
        withdraw.add_argument("--reason", required=True)
        for part in (draft, approve, apply, withdraw):
            part.add_argument("--by", required=True, metavar="NAME", help="the username of the officer")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, or say why not."""
        officer = Officer.objects.filter(username__iexact=options["by"]).first()
        if officer is None:
            raise CommandError(_("There is no officer of that name."))
        by = Actor(officer=officer, door="command")
        try:
            getattr(self, f"_{options['what']}")(by, options)
        except (ActRefused, BadInput) as refused:
            raise CommandError(said(refused)) from None

    def _draft(self, by: Actor, options: dict[str, Any]) -> None:
        try:
            text = options["file"].read_text(encoding="utf-8")
        except (OSError, ValueError) as error:
            raise CommandError(_("The file can't be read: %(why)s") % {"why": error}) from None
        change = draft_change(by=by, yaml=text, reason=options["reason"])
        self.stdout.write(
            _("Draft %(number)s: %(change)s. Another officer has to approve it.")
            % {"number": change.pk, "change": change}
        )

    def _approve(self, by: Actor, options: dict[str, Any]) -> None:
        change = approve_change(
            by=by,
            change=options["change"],
            to_open_cases=options["open_cases"],
            received_from=options["received_from"],
            received_until=options["received_until"],
            exceptions=options["except_cases"],
        )
        self.stdout.write(_("Approved: %(change)s.") % {"change": change})
        self._follow(by, change, [])

    def _apply(self, by: Actor, options: dict[str, Any]) -> None:
        change = LawChange.objects.filter(pk=options["change"], state=EditionState.APPROVED).first()
        if change is None:
            raise CommandError(_("There is no such change."))
        self._follow(by, change, options["also_later"])

    def _withdraw(self, by: Actor, options: dict[str, Any]) -> None:
        change = withdraw_change(by=by, change=options["change"], reason=options["reason"])
        self.stdout.write(_("Withdrawn: %(change)s.") % {"change": change})

    def _follow(self, by: Actor, change: LawChange, also_later: list[str]) -> None:
        found = rehearse(change)
        told = perform_each(ACT, found.to_apply, by, change=change.pk)
        by_name = perform_each(ACT, also_later, by, change=change.pk, also_later=True)
        done = [*told.done, *by_name.done]
        self.stdout.write(_("%(done)s open cases have followed.") % {"done": len(done)})
        for row in found.kept:
            if row.case.number not in done:
                self.stdout.write(
                    _("%(case)s stays as it is: %(why)s") % {"case": row.case.number, "why": row.why_kept}
                )
        for number, code, text in told.refused + by_name.refused:
            self.stdout.write(_("%(case)s was not done: %(why)s") % {"case": number, "why": f"{code} {text}"})
