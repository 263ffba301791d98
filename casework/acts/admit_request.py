"""Decide whether another body's request for data of one person may be answered at all (外部查询请求)."""

import secrets
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from casework.engine import schema
from casework.engine.actor import Actor
from casework.engine.legislating import root_office
from casework.engine.organisation import organise
from casework.engine.refusal import ActRefused, BadInput, Kind, Reason
from casework.engine.sharing import APPROVES, MODEL, in_force, insist_lawful, request_schema
from casework.models import Case, Direction, SharedQuery


def admit_request(*, by: Actor, given: Mapping[str, Any]) -> SharedQuery:
    """Admit a request under the agreement that covers who asks, what for and each field; else it is refused, on record.

    An admitted request is a row in the log, which the person sees. The hall has no way by which data would then leave by
    themselves: what is answered is a paper of the case. Needs the duty to supervise at the root office. Raises ActRefused
    (GATE-02, PR-10 whatever agreement is named, SHARE-03 for many persons at once, SHARE-01 without an agreement),
    BadInput.
    """
    with organise("request_admitted", by) as acting:
        root = root_office()
        acting.insist_on(APPROVES, root)
        clean = schema.clean(request_schema(), given, acting.today)
        insist_lawful(
            Direction.OUT,
            clean["partner_kind"],
            [clean["purpose"]],
            clean["fields"],
            bulk=clean["way"] == "bulk",
        )
        case = Case.objects.filter(number=clean.get("case", "")).first()
        if case is None:
            raise BadInput.of("case", "unknown", _("There is no case of that number."))
        found = [
            row
            for row in in_force(Direction.OUT, acting.today)
            if row.partner == clean["partner"].strip()
            and row.partner_kind == clean["partner_kind"]
            and clean["purpose"] in row.purposes
            and set(clean["fields"]) <= set(row.data_fields)
        ]
        if not found:
            raise ActRefused(
                Reason(
                    "SHARE-01",
                    _("No agreement in force today covers this question with its purpose and every field."),
                    Kind.NOT_NOW,
                    model=MODEL,
                )
            )
        row = SharedQuery.objects.create(
            mark=secrets.token_hex(16),
            case=case,
            agreement=found[0],
            data_fields=sorted(clean["fields"]),
            asked_on=acting.today,
            asked_at=acting.moment,
            officer=acting.officer,
        )
        acting.tell(
            root,
            agreement=found[0].pk,
            partner=found[0].partner,
            number=found[0].number,
            case=case.number,
            fields=row.data_fields,
            purpose=clean["purpose"],
            reference=clean["reference"],
        )
        return row
