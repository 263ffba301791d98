"""`manage.py who_may CASE ACT`: who may do this act on this case now, and why not the others."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q
from django.utils.translation import gettext as _

from casework.engine import moment
from casework.engine.act import Act, acts
from casework.engine.actor import Actor
from casework.engine.competence import Verdict, may
from casework.engine.matter import Matter
from casework.engine.perform import matter_of
from casework.engine.standing import grants, standing_of
from casework.models import Absence, Case, Delegation, Officer


class Command(BaseCommand):
    """Asks the same question as the gate; changes nothing and shows nothing about the applicant."""

    help = "Say who may do an act on a case now, and why the others may not."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One officer, or everybody who holds any duty."""
        parser.add_argument("case", help="the case number")
        parser.add_argument("act", help="the name of the act, e.g. accept")
        parser.add_argument("--officer", metavar="NAME", help="the username of one officer")

    def handle(self, *args: Any, **options: Any) -> None:
        """One line an officer, and one a reason."""
        case = (
            Case.objects.select_related("office", "receiving_office").filter(number=options["case"]).first()
        )
        if case is None:
            raise CommandError(_("There is no case of that number."))
        matter = matter_of(case)
        if options["act"] not in matter.procedure.acts():
            known = ", ".join(matter.procedure.acts())
            raise CommandError(
                _("The procedure of this case doesn't know that act. It knows: %(acts)s.") % {"acts": known}
            )
        act = acts[options["act"]]
        for officer in _officers(options["officer"]):
            self._say(officer, _verdict(act, officer, matter))

    def _say(self, officer: Officer, verdict: Verdict) -> None:
        who = f"{officer.name} ({officer.username})"
        if verdict.allowed:
            capacity = verdict.capacity
            for_whom = capacity.principal_name if capacity and capacity.principal_id else ""
            said = _("%(who)s: may, for %(other)s") if for_whom else _("%(who)s: may")
            self.stdout.write(said % {"who": who, "other": for_whom})
            return
        self.stdout.write(_("%(who)s: may not") % {"who": who})
        for reason in verdict.reasons:
            basis = f" ({', '.join(reason.basis)})" if reason.basis else ""
            self.stdout.write(f"    {reason.code}: {reason.text}{basis}")


def _officers(name: str | None) -> list[Officer]:
    if name:
        officer = Officer.objects.filter(username__iexact=name).first()
        if officer is None:
            raise CommandError(_("There is no officer of that name."))
        return [officer]
    today = moment.today()
    charged = {who for who, _duty, _path in grants(Q(user__is_active=True), Q(group__user__is_active=True))}
    charged |= set(
        Delegation.objects.filter(valid_from__lte=today, valid_until__gte=today).values_list(
            "delegate", flat=True
        )
    )
    charged |= set(
        Absence.objects.filter(first_day__lte=today, last_day__gte=today, stand_in__isnull=False).values_list(
            "stand_in", flat=True
        )
    )
    return list(Officer.objects.filter(pk__in=charged, is_active=True).order_by("username"))


def _verdict(act: Act, officer: Officer, matter: Matter) -> Verdict:
    standing = standing_of(officer, matter.day, matter.case)
    return may(act, Actor(officer=officer, door="command"), standing, matter)
