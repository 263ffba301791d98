"""Enter an officer's enforcement certificate (行政执法证)."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from casework.engine.actor import Actor
from casework.engine.organisation import locked_officer, organise, places_of
from casework.engine.refusal import Faults
from casework.models import Duty, EnforcementCertificate

NUMBER_MAX = 40


def certify_officer(
    *, by: Actor, officer: str, number: str, valid_from: date, valid_until: date
) -> EnforcementCertificate:
    """Enter the number and the term of a certificate; both days count (Henan Enforcement Regulations, Art. 20-21).

    Needs the duty to administer wherever the officer works. Raises ActRefused (GATE-02, ORG-01 for oneself), BadInput.
    """
    with organise("officer_certified", by) as change:
        who = locked_officer(officer, "officer")
        change.insist_on(Duty.ADMINISTER, *places_of(who, change.today))
        change.insist_on_other(who)
        faults = Faults()
        number = number.strip()
        if not number or len(number) > NUMBER_MAX:
            faults.add("number", "length", _("A certificate number has 1 to 40 characters."))
        elif EnforcementCertificate.objects.filter(number=number).exists():
            faults.add("number", "unique", _("This number is on file already."))
        if valid_until < valid_from:
            faults.add("valid_until", "order", _("The last day can't lie before the first."))
        faults.raise_if_any()
        row = EnforcementCertificate(
            officer=who, number=number, valid_from=valid_from, valid_until=valid_until
        )
        change.save(row)
        change.tell(
            None,
            certificate=row.pk,
            officer=who.pk,
            officer_name=who.name_zh,
            valid_from=valid_from,
            valid_until=valid_until,
        )
        return row
