"""Is this certificate genuine? For everybody, without an account; the answer tells nothing about a person."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from audit.ledger.disclosure import disclose
from casework.certificates.content import Content, opens
from casework.certificates.file_words import explanation, headline, remarks, rows
from casework.certificates.files import verify_file
from casework.certificates.holder_code import code_form
from casework.certificates.verification import LONGEST, read_identifier, verify
from casework.engine import moment
from casework.engine.guessing import WINDOW, Guesser, Seeker
from casework.engine.lock import database_moment


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def verify_page(request: HttpRequest) -> HttpResponse:
    """Ask for the identifier, or for the file itself.

    Only what has the form of an identifier reaches an address: something else might be a person's number.
    """
    if "file" in request.FILES:
        return _file_judged(request)
    typed = request.POST.get("identifier", "").strip()
    if not typed:
        no_file = request.method == "POST" and "asks_file" in request.POST
        context = {"typed": "", "fault": request.method == "POST" and not no_file, "file_fault": no_file}
        return render(
            request, "certificates/verify.html", context, status=422 if request.method == "POST" else 200
        )
    identifier = read_identifier(typed)
    if identifier:
        return redirect("verify_one", identifier=identifier)
    return _answered(request, typed[:LONGEST])


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def verify_one(request: HttpRequest, identifier: str) -> HttpResponse:
    """Whether the certificate of that identifier stands: valid, expired, revoked, replaced, or none of ours.

    With the code that its holder gave, which is posted and never stands in an address, also what it says.
    """
    if request.method != "POST":
        return _answered(request, identifier)
    code = code_form(request.POST.get("code", ""))
    if not code:
        return _answered(request, identifier, wrong=_("This is needed."), status=422)
    if Seeker.of(request, "certificate").is_shut_out():
        # Before anything is opened: what isn't shown must leave no entry saying that it was.
        return _answered(request, identifier)
    known = read_identifier(identifier)
    guesser = Guesser.of(request, "certificate", known or identifier[:LONGEST])
    if guesser.is_locked_out():
        minutes = int(WINDOW.total_seconds() // 60)
        words = _("Too many wrong codes. Try again in %(minutes)s minutes.") % {"minutes": minutes}
        return _answered(request, identifier, wrong=words, status=429)
    content = opens(known, code, moment.today())
    if content is None:
        guesser.guessed_wrong()
        words = _("This code doesn't open it. Ask the holder; the certificate itself has to be valid.")
        return _answered(request, identifier, wrong=words, status=422)
    disclose(
        actor_id=content.case.applicant_id,
        actor_name="",
        actor_kind="applicant",
        purpose="holder_code",
        what="certificate",
        case_id=content.case.pk,
        case_number=content.case.number,
        channel="web",
        request_id=request.request_id,
        moment=database_moment(),
    )
    return _answered(request, identifier, content=content)


def _file_judged(request: HttpRequest) -> HttpResponse:
    """What is to be said of a file. It is read in memory, and nothing of it is kept; too many that aren't genuine count as
    identifiers that lead nowhere do."""
    seeker = Seeker.of(request, "certificate")
    if seeker.is_shut_out():
        return _shut_out(request, seeker)
    verdict = verify_file(request.FILES["file"].read(), moment.today())
    if not verdict.is_genuine:
        seeker.led_nowhere()
    context = {
        "verdict": verdict,
        "headline": headline(verdict),
        "explanation": explanation(verdict),
        "rows": list(rows(verdict)),
        "remarks": list(remarks(verdict)),
        "asked_at": moment.now(),
    }
    return render(request, "certificates/verify.html", context)


def _shut_out(request: HttpRequest, seeker: Seeker) -> HttpResponse:
    minutes = -(-seeker.wait_seconds // 60)
    response = render(request, "certificates/shut_out.html", {"minutes": minutes}, status=429)
    response["Retry-After"] = str(seeker.wait_seconds)
    return response


def _answered(
    request: HttpRequest, typed: str, *, content: Content | None = None, wrong: str = "", status: int = 200
) -> HttpResponse:
    seeker = Seeker.of(request, "certificate")
    if content is None and seeker.is_shut_out():
        return _shut_out(request, seeker)
    answer = verify(typed, moment.today())
    if not answer.is_known:
        seeker.led_nowhere()
    context = {
        "answer": answer,
        "typed": answer.identifier or typed,
        "asked_at": moment.now(),
        "content": content,
        "wrong": wrong,
    }
    return render(request, "certificates/verify.html", context, status=status)
