"""The pages of casework."""

from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_not_required
from django.urls import path, register_converter
from django.urls.converters import StringConverter

from .act_page import act_page
from .batch import batch, batch_papers
from .case_page import case_page, unmask, who
from .paper_file import paper_file
from .paper_page import paper_page
from .search import search_page
from .shift import shift, shift_sheet
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
    path("batches/", batch, name="batch"),
    path("batches/papers/", batch_papers, name="batch_papers"),
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
    path("cases/<case_number:number>/", case_page, name="case"),
    path("cases/<case_number:number>/unmask/", unmask, name="unmask"),
    path("cases/<case_number:number>/who/", who, name="who"),
    path("cases/<case_number:number>/papers/<int:paper>/", paper_page, name="paper"),
    path("cases/<case_number:number>/papers/<int:paper>/file/", paper_file, name="paper_file"),
    path("cases/<case_number:number>/<word:act>/", act_page, name="act"),
]
