"""Every page of the hall with something real on it: who looks at it, and what they do there before it is looked at.

The names are those of the URL configuration; `test_every_page_stands_in_the_list` asks for each of them, and for the form
of each act that the newest procedure knows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.urls import URLPattern, URLResolver, get_resolver

from .doings import (
    Doing,
    choose,
    derive,
    press_question_mark,
    preview_nothing,
    preview_on_its_own,
    progress_of,
    search_for,
    send,
    take_in,
    tick_all_and_accept,
    tick_all_and_preview,
    unfold_all,
    unmask,
    unmask_without_purpose,
    verify,
    wrong_code,
    wrong_password,
)

if TYPE_CHECKING:
    from .hall import Hall


@dataclass(frozen=True)
class Look:
    """A page as one officer sees it. `{received}` in an address is the number of that case of the hall.

    `status` is what it is answered with; 0 where the act alone knows how it refuses.
    """

    officer: str
    address: str
    then: Doing | None = None
    shows: str = "main"
    status: int = 200

    def __str__(self) -> str:
        return f"{self.officer or 'nobody'} {self.address} {self.then.__name__ if self.then else ''}".strip()


BIRTH = "/counter/?item=birth_registration"
PAGES: dict[str, tuple[Look, ...]] = {
    "login": (Look("", "/login/"), Look("", "/login/", wrong_password)),
    "progress": (
        Look("", "/progress/"),
        Look("", "/progress/?number={correcting}", wrong_code),
        Look("", "/progress/?number={correcting}", progress_of("correcting")),
        Look("", "/progress/?number={refused}", progress_of("refused")),
        Look("", "/progress/?number={archived}", progress_of("archived")),
    ),
    "guide": (Look("", "/guide/"), Look("", "/guide/?q=%E5%87%86%E7%94%9F%E8%AF%81")),
    "guide_item": (
        Look("", "/guide/birth_registration/", unfold_all),
        Look("", "/guide/special_assistance/", unfold_all),
    ),
    "board": (Look("", "/board/"),),
    "rate": (Look("", "/rate/"),),
    "ratings": (Look("supervisor", "/ratings/"),),
    "rating": (Look("supervisor", "/ratings/{rating}/"),),
    "retention": (
        Look("supervisor", "/retention/"),
        Look("supervisor", "/retention/?case={archived}"),
        Look("supervisor", "/retention/?case={archived}&act=keep_longer"),
    ),
    "verify": (
        Look("", "/verify/"),
        Look("", "/verify/", verify("served")),
        Look("", "/verify/", verify("revoked")),
        Look("", "/verify/", verify("replaced")),
    ),
    "published_key": (Look("", "/verify/key/"),),
    "verify_one": (Look("", "/verify/1.2.156.3005.2.0/"),),
    "worklist": (
        Look("clerk", "/", shows="tr[data-row]"),
        Look("clerk", "/", press_question_mark),
        Look("clerk", "/", derive),
        Look("clerk", "/?view=applicant"),
        Look("colleague", "/?view=offered"),
        Look("head", "/"),
        Look("supervisor", "/"),
        Look("auditor", "/"),
        Look("admin", "/"),
    ),
    "batch": (
        Look("clerk", "/?view=pool", tick_all_and_preview),
        Look("clerk", "/?view=pool", preview_nothing),
    ),
    "shift": (Look("clerk", "/shift/"), Look("clerk", "/shift/", send), Look("head", "/shift/")),
    "shift_sheet": (Look("clerk", "/shift/{sheet}/"),),
    "search": (
        Look("clerk", "/search/"),
        Look("clerk", "/search/", search_for("林晓雯")),
        Look("clerk", "/search/", search_for("没有这个人")),
    ),
    "team": (Look("supervisor", "/team/"), Look("supervisor", "/team/", unfold_all)),
    "redistribute": (Look("supervisor", "/team/redistribute/?case={received}&case={accepted}"),),
    "samples": (Look("auditor", "/samples/"), Look("supervisor", "/samples/")),
    "sample": (Look("auditor", "/samples/{sample}/"),),
    "sampled_case": (
        Look("supervisor", "/samples/{sample}/{archived}/"),
        Look("auditor", "/samples/{sample}/{cancelled}/", shows="form"),
    ),
    "suspensions": (Look("auditor", "/suspensions/"), Look("supervisor", "/suspensions/")),
    "password_change": (Look("clerk", "/password/"), Look("clerk", "/password/", send)),
    "password_change_done": (Look("clerk", "/password/done/"),),
    "counter": (
        Look("clerk", "/counter/"),
        Look("clerk", "/counter/?find=xqqx", shows="#item-list"),
        Look("clerk", BIRTH),
        Look("hall", BIRTH),
        Look("village", BIRTH),
        Look("supervisor", BIRTH),
        Look("clerk", BIRTH, send),
        Look("clerk", BIRTH, unfold_all),
        Look("clerk", BIRTH, take_in, shows=".received"),
    ),
    "items": (Look("clerk", "/items/"),),
    "item": (Look("clerk", "/items/birth_registration/", unfold_all),),
    "procedure": (Look("clerk", "/procedures/birth_registration/", unfold_all),),
    "paper_register": (Look("clerk", "/papers/", shows=".register"), Look("clerk", "/papers/?kind=D25")),
    "case": (
        *(
            Look("clerk", f"/cases/{{{name}}}/")
            for name in (
                "received",
                "correcting",
                "not_accepted",
                "accepted",
                "scanned",
                "late",
                "proposed",
                "returned",
                "refused",
                "tried",
                "noticed",
                "granted",
                "electronic",
                "served",
                "archived",
                "revoked",
                "replaced",
                "withdrawn",
                "cancelled",
                "offered",
                "reassigned",
            )
        ),
        Look("clerk", "/cases/{returned}/", unfold_all),
        *(
            Look("clerk", f"/cases/{{served}}/?part={part}")
            for part in ("materials", "papers", "record", "changes", "looks")
        ),
        Look("colleague", "/cases/{offered}/"),
        Look("colleague", "/cases/{late}/"),
        Look("head", "/cases/{proposed}/"),
        Look("supervisor", "/cases/{reassigned}/"),
        Look("auditor", "/cases/{served}/"),
    ),
    "unmask": (
        Look("clerk", "/cases/{served}/", unmask),
        Look("clerk", "/cases/{served}/", unmask_without_purpose),
    ),
    "who": (
        Look("clerk", "/cases/{proposed}/who/"),
        Look("clerk", "/cases/{proposed}/who/?act=refuse&officer=head"),
        Look("clerk", "/cases/{proposed}/who/?act=refuse&officer=clerk"),
    ),
    "paper": (
        Look("clerk", "/cases/{correcting}/papers/"),
        Look("clerk", "/cases/{refused}/papers/"),
        Look("clerk", "/cases/{served}/papers/"),
    ),
    "scans": (Look("clerk", "/cases/{scanned}/scans/"),),
    "review": (
        Look("clerk", "/cases/{received}/review/"),
        Look("clerk", "/cases/{received}/review/?act=decline"),
        Look("clerk", "/cases/{proposed}/review/"),
        Look("clerk", "/cases/{served}/review/"),
        Look("head", "/cases/{proposed}/review/"),
        Look("head", "/cases/{proposed}/review/", send),
        Look("head", "/cases/{proposed}/review/?act=return_case"),
    ),
    "preview": (
        Look("clerk", "/cases/{received}/decline/", preview_on_its_own),
        Look("head", "/cases/{proposed}/refuse/", preview_on_its_own),
        Look("clerk", "/cases/{accepted}/register/", preview_on_its_own),
    ),
    "act": (
        Look("clerk", "/cases/{received}/request_correction/", send),
        Look("clerk", "/cases/{received}/decline/", send),
        Look("clerk", "/cases/{granted}/serve/", send),
        Look("clerk", "/cases/{proposed}/refuse/", shows="#refusal", status=403),
        *(
            Look("clerk", "/cases/{electronic}/serve/", choose(way))
            for way in ("post", "electronic", "left", "notice")
        ),
    ),
    "law": (Look("clerk", "/law/"), Look("jurist", "/law/")),
    "law_bases": (Look("clerk", "/law/bases/"),),
    "law_limits": (Look("clerk", "/law/limits/", unfold_all),),
    "law_unconfirmed": (Look("clerk", "/law/unconfirmed/"),),
    "law_notice": (
        Look("jurist", "/law/notice/"),
        Look("clerk", "/law/notice/"),
        Look("jurist", "/law/notice/", send),
    ),
    "law_item": (
        Look("jurist", "/law/items/birth_registration/"),
        Look("clerk", "/law/items/birth_registration/"),
    ),
    "shared_data": (Look("", "/shared-data/"),),
    "sharing": (Look("clerk", "/sharing/"), Look("jurist", "/sharing/")),
    "sharing_draft": (Look("jurist", "/sharing/draft/"), Look("jurist", "/sharing/draft/", send)),
    "sharing_request": (Look("supervisor", "/sharing/request/"),),
    "sharing_log": (Look("auditor", "/sharing/log/"),),
    "sharing_agreement": (Look("supervisor", "/sharing/{agreement}/"),),
    "law_change": (Look("supervisor", "/law/changes/{change}/"), Look("jurist", "/law/changes/{change}/")),
}
# What answers with no page of its own, and why.
NO_PAGE = {
    "batch_papers": "a PDF; without a case the page of `batch`",
    "counter_check": "a part of the counter's form",
    "counter_receipt": "a PDF",
    "counter_upload": "a part of the form",
    "counter_voucher": "a PDF",
    "draft": "leads back",
    "sharing_act": "leads back; what it refuses stands on `sharing_agreement`",
    "feedback_card": "a PDF",
    "law_change_act": "leads back; what it refuses stands on `law_change`",
    "logout": "leads to the sign-in",
    "material_file": "a PDF",
    "paper_file": "a PDF",
    "procedure_bpmn": "a file",
    "provider_consent": "a PDF",
    "published_pem": "a file",
    "revocations": "a file",
    "scan_file": "a file",
    "scan_picture": "a picture",
    "set_language": "leads back",
    "staged_picture": "a picture",
    "take_next": "leads to a case",
    "upload": "a part of the form",
}
# What is looked at within a story of its own: the tests that do so.
IN_A_STORY = {
    "complaint": "test_vouchers",
    "complaints": "test_vouchers",
    "enquiry": "test_migrant",
    "provider": "test_vouchers",
    "provider_claim": "test_vouchers",
    "provider_confirm": "test_vouchers",
    "provider_take_back": "test_vouchers",
    "voucher": "test_vouchers",
    "voucher_batches": "test_vouchers",
    "voucher_pay": "test_vouchers",
}
# (officer, case) for whom and where the form of each act opens.
FORMS: dict[str, tuple[str, str]] = {
    "accept": ("clerk", "received"),
    "count_receipt": ("clerk", "received"),
    "request_correction": ("clerk", "received"),
    "decline": ("clerk", "received"),
    "take_material": ("clerk", "received"),
    "attach_scan": ("clerk", "received"),
    "remove_scan": ("clerk", "scanned"),
    "check_shared_data": ("clerk", "received"),
    "assess_material": ("clerk", "received"),
    "record_statement": ("clerk", "received"),
    "supplement": ("clerk", "correcting"),
    "serve": ("clerk", "granted"),
    "record_failed_service": ("clerk", "refused"),
    "publish_notice": ("clerk", "tried"),
    "register": ("clerk", "accepted"),
    "propose_refusal": ("clerk", "accepted"),
    "refuse": ("head", "proposed"),
    "return_case": ("head", "proposed"),
    "archive": ("clerk", "served"),
    "withdraw": ("clerk", "received"),
    "claim": ("clerk", "received"),
    "release": ("supervisor", "accepted"),
    "hand_over": ("clerk", "accepted"),
    "accept_hand_over": ("colleague", "offered"),
    "decline_hand_over": ("colleague", "offered"),
    "recuse": ("clerk", "received"),
    "void_paper": ("clerk", "accepted"),
    "revoke_certificate": ("clerk", "served"),
    "replace_certificate": ("clerk", "served"),
    "correct_registration": ("clerk", "served"),
    "refuse_correction": ("head", "served"),
    "cancel_registration": ("clerk", "served"),
    "confirm_electronic_service": ("clerk", "granted"),
    "revoke_electronic_service": ("clerk", "electronic"),
    "revoke_mandate": ("clerk", "agent"),
    "hand_slip": ("clerk", "agent"),
    "propose_late_entry": ("clerk", "refused"),
    "confirm_late_entry": ("colleague", "late"),
    "reject_late_entry": ("colleague", "late"),
    "reassign": ("supervisor", "accepted"),
    "undo_reassignment": ("supervisor", "reassigned"),
}
# No officer of a birth registration ever sees a form of these; whoever opens the address is told why.
NO_FORM = (
    "settle_mismatch",
    "deem_accepted",
    "suspend_clock",
    "resume_clock",
    "extend_limit",
    "remind",
    "escalate",
    "propose_asking",
    "apply_change",
)


def route_names() -> set[str]:
    """Every named address that isn't the interface's for programs."""
    return {name for name in _names(get_resolver().url_patterns) if not name.startswith("api-")}


def _names(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from _names(one.url_patterns)
        else:
            yield str(one.name)


def looks(hall: Hall) -> Iterator[Look]:
    """Every page, and the form of every act."""
    for name, found in PAGES.items():
        for look in found:
            address = hall.of(look.address)
            if name == "paper":
                address += f"{hall.paper(look.address.split('{')[1].partition('}')[0])}/"
            yield replace(look, address=address)
    for act, (officer, case) in FORMS.items():
        yield Look(officer, f"/cases/{hall.cases[case]}/{act}/", shows="#act-form")
    for act in NO_FORM:
        yield Look("clerk", f"/cases/{hall.cases['received']}/{act}/", shows="#refusal", status=0)
    yield Look("clerk", "/nowhere/", status=404)
    yield Look("clerk", "/team/", status=403)
    # Last, for it changes what lies in the hall.
    yield Look("clerk", "/?view=pool", tick_all_and_accept)
