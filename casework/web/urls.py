"""The pages of casework."""

from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_not_required
from django.urls import path, register_converter
from django.urls.converters import StringConverter

from .act_page import act_page
from .batch import batch, batch_papers
from .case_page import case_page, unmask
from .complaints import complaint_page, complaints_page
from .drafts import draft
from .enquiry_page import enquiry_page
from .item_page import item_page, items, procedure_bpmn, procedure_page
from .law_changes import change_page, decide_change, draft_item, draft_notice
from .law_pages import law_bases, law_limits, law_page, law_unconfirmed
from .paper_file import paper_file
from .paper_page import paper_page
from .paper_register import paper_register
from .preview import preview_page
from .published_key import published_key, published_pem, revocations
from .ratings import rating_page, ratings_page
from .retention import retention
from .review_page import review
from .samples import sample_page, sampled_case_page, samples_page
from .scans_page import material_file, scan_file, scan_picture, scans_page
from .search import search_page
from .sharing import (
    sharing,
    sharing_act,
    sharing_agreement,
    sharing_draft,
    sharing_log,
    sharing_request,
)
from .shift import shift, shift_sheet
from .sign_in import SignIn, set_language
from .suspensions import suspensions
from .team_page import redistribute, team_page
from .uploading import staged_picture, upload
from .verifying import verify_one, verify_page
from .who_page import who
from .worklist import take_next, worklist_page


class CaseNumber(StringConverter):
    """The form of a case number; anything else leads nowhere before a database is asked."""

    regex = r"[0-9]{4}-[0-9]{6,9}-[0-9A-Z]"


class Mark(StringConverter):
    """The mark of a page that was chosen."""

    regex = r"[0-9a-f]{32}"


class Word(StringConverter):
    """The name of an act."""

    regex = r"[a-z][a-z_]{1,40}"


class ItemName(StringConverter):
    """The slug of an item."""

    regex = r"[a-z][a-z0-9_]{2,63}"


register_converter(ItemName, "item_name")


class Identifier(StringConverter):
    """What may be the identifier of a certificate; whether it is one is for the page to say."""

    regex = r"[0-9A-Za-z._-]{1,120}"


register_converter(CaseNumber, "case_number")
register_converter(Mark, "mark")
register_converter(Word, "word")
register_converter(Identifier, "identifier")

# Django's own views would take a PUT for a POST, and answer OPTIONS to whoever asks.
READ, FORM, SEND = ["get", "head"], ["get", "head", "post"], ["post"]

urlpatterns = [
    path("", worklist_page, name="worklist"),
    path("take-next/", take_next, name="take_next"),
    path("team/", team_page, name="team"),
    path("team/redistribute/", redistribute, name="redistribute"),
    path("batches/", batch, name="batch"),
    path("batches/papers/", batch_papers, name="batch_papers"),
    path("ratings/", ratings_page, name="ratings"),
    path("ratings/<int:rating>/", rating_page, name="rating"),
    path("retention/", retention, name="retention"),
    path("samples/", samples_page, name="samples"),
    path("samples/<int:sample>/", sample_page, name="sample"),
    path("samples/<int:sample>/<case_number:number>/", sampled_case_page, name="sampled_case"),
    path("complaints/", complaints_page, name="complaints"),
    path("complaints/<int:complaint>/", complaint_page, name="complaint"),
    path("shift/", shift, name="shift"),
    path("shift/<int:entry>/", shift_sheet, name="shift_sheet"),
    path("search/", search_page, name="search"),
    path("language/", set_language, name="set_language"),
    path("login/", SignIn.as_view(http_method_names=FORM), name="login"),
    path("logout/", login_not_required(auth.LogoutView.as_view(http_method_names=SEND)), name="logout"),
    path("password/", auth.PasswordChangeView.as_view(http_method_names=FORM), name="password_change"),
    path(
        "password/done/",
        auth.PasswordChangeDoneView.as_view(http_method_names=READ),
        name="password_change_done",
    ),
    path("items/", items, name="items"),
    path("items/<item_name:slug>/", item_page, name="item"),
    path("procedures/<item_name:slug>/", procedure_page, name="procedure"),
    path("procedures/<item_name:slug>/bpmn/", procedure_bpmn, name="procedure_bpmn"),
    path("papers/", paper_register, name="paper_register"),
    path("suspensions/", suspensions, name="suspensions"),
    path("verify/", verify_page, name="verify"),
    path("verify/key/", published_key, name="published_key"),
    path("verify/key.pem", published_pem, name="published_pem"),
    path("verify/revocations.json", revocations, name="revocations"),
    path("verify/<identifier:identifier>/", verify_one, name="verify_one"),
    path("cases/<case_number:number>/", case_page, name="case"),
    path("cases/<case_number:number>/unmask/", unmask, name="unmask"),
    path("cases/<case_number:number>/who/", who, name="who"),
    path("cases/<case_number:number>/papers/<int:paper>/", paper_page, name="paper"),
    path("cases/<case_number:number>/papers/<int:paper>/file/", paper_file, name="paper_file"),
    path("cases/<case_number:number>/scans/", scans_page, name="scans"),
    path("cases/<case_number:number>/materials/<slug:material>/file/", material_file, name="material_file"),
    path("cases/<case_number:number>/scans/<int:scan>/file/", scan_file, name="scan_file"),
    path("cases/<case_number:number>/scans/<int:scan>/<word:size>/", scan_picture, name="scan_picture"),
    path("cases/<case_number:number>/upload/", upload, name="upload"),
    path("uploads/<mark:token>/<word:size>/", staged_picture, name="staged_picture"),
    path("cases/<case_number:number>/review/", review, name="review"),
    path("cases/<case_number:number>/enquiry/", enquiry_page, name="enquiry"),
    path("cases/<case_number:number>/<word:act>/", act_page, name="act"),
    path("cases/<case_number:number>/<word:act>/preview/", preview_page, name="preview"),
    path("cases/<case_number:number>/<word:act>/draft/", draft, name="draft"),
    path("law/", law_page, name="law"),
    path("law/bases/", law_bases, name="law_bases"),
    path("law/limits/", law_limits, name="law_limits"),
    path("law/unconfirmed/", law_unconfirmed, name="law_unconfirmed"),
    path("sharing/", sharing, name="sharing"),
    path("sharing/draft/", sharing_draft, name="sharing_draft"),
    path("sharing/log/", sharing_log, name="sharing_log"),
    path("sharing/request/", sharing_request, name="sharing_request"),
    path("sharing/<int:agreement>/", sharing_agreement, name="sharing_agreement"),
    path("sharing/<int:agreement>/<word:act>/", sharing_act, name="sharing_act"),
    path("law/notice/", draft_notice, name="law_notice"),
    path("law/items/<slug:slug>/", draft_item, name="law_item"),
    path("law/changes/<int:change>/", change_page, name="law_change"),
    path("law/changes/<int:change>/<word:act>/", decide_change, name="law_change_act"),
]
