"""Appoint an officer to a post at an office (任职), with an account if there is none yet."""

from datetime import date

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from casework.engine.actor import Actor
from casework.engine.organisation import office_coded, organise
from casework.engine.refusal import Faults
from casework.models import Duty, Officer, Post

TITLE_MAX = 60


def appoint_officer(
    *,
    by: Actor,
    username: str,
    office: str,
    title_zh: str,
    valid_from: date,
    title_en: str = "",
    valid_until: date | None = None,
    name_zh: str = "",
    name_en: str = "",
    staff_number: str = "",
    password: str | None = None,
) -> Officer:
    """Give a post, which by itself carries no duty. An unknown username becomes an account, closed to signing in until
    it has a password.

    Needs the duty to administer at the office or above. Raises ActRefused (GATE-02, ORG-01), BadInput.
    """
    with organise("officer_appointed", by) as change:
        place = office_coded(office)
        change.insist_on(Duty.ADMINISTER, place)
        officer = Officer.objects.select_for_update(no_key=True).filter(username__iexact=username).first()
        _check(officer, title_zh, name_zh, valid_from, valid_until)
        if officer is None:
            officer = Officer(
                username=Officer.normalize_username(username.strip()),
                name_zh=name_zh.strip(),
                name_en=name_en.strip(),
                staff_number=staff_number.strip(),
            )
            _check_account(officer, password)
            officer.set_password(password)
            change.save(officer)
        else:
            change.insist_on_other(officer)
        post = Post(
            officer=officer,
            office=place,
            title_zh=title_zh.strip(),
            title_en=title_en.strip(),
            valid_from=valid_from,
            valid_until=valid_until,
        )
        change.save(post)
        change.tell(
            place,
            officer=officer.pk,
            officer_name=officer.name_zh,
            post=post.pk,
            office_zh=place.name_zh,
            office_en=place.name_en,
            valid_from=valid_from,
            valid_until=valid_until,
        )
        return officer


def _check(
    officer: Officer | None, title: str, name: str, valid_from: date, valid_until: date | None
) -> None:
    faults = Faults()
    if officer is None and not name.strip():
        faults.add("name_zh", "required", _("This is needed."))
    if officer is not None and not officer.is_active:
        faults.add("username", "inactive", _("There is no active officer of that name."))
    if officer is not None and name.strip() and name.strip() != officer.name_zh:
        faults.add("username", "taken", _("This username belongs to somebody else."))
    if not title.strip() or len(title.strip()) > TITLE_MAX:
        faults.add("title_zh", "length", _("A title has 1 to 60 characters."))
    if valid_until is not None and valid_until < valid_from:
        faults.add("valid_until", "order", _("The last day can't lie before the first."))
    faults.raise_if_any()


def _check_account(officer: Officer, password: str | None) -> None:
    faults = Faults()
    try:
        officer.clean_fields(exclude=["password"])
    except ValidationError as error:
        for field, messages in error.message_dict.items():
            faults.add(field, "invalid", " ".join(messages))
    if password is not None:
        try:
            validate_password(password, officer)
        except ValidationError as error:
            faults.add("password", "weak", " ".join(error.messages))
    faults.raise_if_any()
