"""The pages of casework."""

from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_not_required
from django.urls import path, register_converter
from django.urls.converters import StringConverter

from .act_page import act_page
from .case_page import case_page, unmask, who
from .finding import find
from .law_changes import change_page, decide_change, draft_item, draft_notice
from .law_pages import law_bases, law_limits, law_page, law_unconfirmed
from .paper_file import paper_file
from .paper_page import paper_page
from .sign_in import SignIn, set_language
from .worklist import take_next, worklist_page


class CaseNumber(StringConverter):
    """The form of a case number; anything else leads nowhere before a database is asked."""

    regex = r"[0-9]{4}-[0-9]{6,9}-[0-9A-Z]"


class Word(StringConverter):
    """The name of an act."""

    regex = r"[a-z][a-z_]{1,40}"


register_converter(CaseNumber, "case_number")
register_converter(Word, "word")

# Django's own views would take a PUT for a POST, and answer OPTIONS to whoever asks.
READ, FORM, SEND = ["get", "head"], ["get", "head", "post"], ["post"]

urlpatterns = [
    path("", worklist_page, name="worklist"),
    path("take-next/", take_next, name="take_next"),
    path("find/", find, name="find"),
    path("language/", set_language, name="set_language"),
    path("login/", SignIn.as_view(http_method_names=FORM), name="login"),
    path("logout/", login_not_required(auth.LogoutView.as_view(http_method_names=SEND)), name="logout"),
    path("password/", auth.PasswordChangeView.as_view(http_method_names=FORM), name="password_change"),
    path(
        "password/done/",
        auth.PasswordChangeDoneView.as_view(http_method_names=READ),
        name="password_change_done",
    ),
    path("cases/<case_number:number>/", case_page, name="case"),
    path("cases/<case_number:number>/unmask/", unmask, name="unmask"),
    path("cases/<case_number:number>/who/", who, name="who"),
    path("cases/<case_number:number>/papers/<int:paper>/", paper_page, name="paper"),
    path("cases/<case_number:number>/papers/<int:paper>/file/", paper_file, name="paper_file"),
    path("cases/<case_number:number>/<word:act>/", act_page, name="act"),
    path("law/", law_page, name="law"),
    path("law/bases/", law_bases, name="law_bases"),
    path("law/limits/", law_limits, name="law_limits"),
    path("law/unconfirmed/", law_unconfirmed, name="law_unconfirmed"),
    path("law/notice/", draft_notice, name="law_notice"),
    path("law/items/<slug:slug>/", draft_item, name="law_item"),
    path("law/changes/<int:change>/", change_page, name="law_change"),
    path("law/changes/<int:change>/<word:act>/", decide_change, name="law_change_act"),
]
