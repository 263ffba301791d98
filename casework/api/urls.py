"""The addresses of the interface for programs."""

from django.urls import path, re_path

from . import (
    complaints,
    desk,
    enquiries,
    files,
    law,
    ratings,
    retention,
    samples,
    sharing,
    suspensions,
    verifying,
    views,
)

NUMBER = r"cases/(?P<number>[0-9A-Z-]{1,20})/"

urlpatterns = [
    path("items/", views.ItemsView.as_view(), name="api-items"),
    path("cases/", views.CasesView.as_view(), name="api-cases"),
    re_path(rf"^{NUMBER}$", views.CaseView.as_view(), name="api-case"),
    re_path(rf"^{NUMBER}files/$", files.CaseFilesView.as_view(), name="api-case-files"),
    re_path(rf"^{NUMBER}files/(?P<scan>[0-9]{{1,12}})/$", files.CaseFileView.as_view(), name="api-case-file"),
    re_path(rf"^{NUMBER}enquiry/$", enquiries.EnquiryView.as_view(), name="api-enquiry"),
    re_path(rf"^{NUMBER}acts/$", views.ActsView.as_view(), name="api-acts"),
    re_path(rf"^{NUMBER}acts/(?P<act>[a-z_]{{1,40}})/$", views.ActView.as_view(), name="api-act"),
    path("files/", files.FilesView.as_view(), name="api-files"),
    re_path(
        rf"^{NUMBER}acts/(?P<act>[a-z_]{{1,40}})/preview/$", views.PreviewView.as_view(), name="api-preview"
    ),
    path("certificates/keys/", verifying.KeysView.as_view(), name="api-keys"),
    path("certificates/revocations/", verifying.RevocationsView.as_view(), name="api-revocations"),
    path("certificates/check/", verifying.CheckView.as_view(), name="api-check"),
    re_path(
        r"^certificates/(?P<identifier>[0-9A-Za-z._-]{1,120})/verify/$",
        verifying.VerifyView.as_view(),
        name="api-verify",
    ),
    path("worklist/", views.WorklistView.as_view(), name="api-worklist"),
    path("search/", desk.SearchView.as_view(), name="api-search"),
    path("batches/", desk.BatchesView.as_view(), name="api-batches"),
    path("suspensions/", suspensions.SuspensionsView.as_view(), name="api-suspensions"),
    path("retention/", retention.RetentionView.as_view(), name="api-retention"),
    path("samples/", samples.SamplesView.as_view(), name="api-samples"),
    path("samples/<int:sample>/", samples.SampleView.as_view(), name="api-sample"),
    re_path(
        r"^samples/(?P<sample>[0-9]{1,9})/cases/(?P<number>[0-9A-Z-]{1,20})/(?P<act>finding|answer)/$",
        samples.SampledCaseView.as_view(),
        name="api-sampled-case",
    ),
    path("ratings/", ratings.RatingsView.as_view(), name="api-ratings"),
    re_path(r"^ratings/(?P<rating>[0-9]{1,9})/$", ratings.RatingView.as_view(), name="api-rating"),
    re_path(
        r"^ratings/(?P<rating>[0-9]{1,9})/(?P<act>call_back|answer_rating)/$",
        ratings.RatingActView.as_view(),
        name="api-rating-act",
    ),
    path("complaints/", complaints.ComplaintsView.as_view(), name="api-complaints"),
    re_path(
        r"^complaints/(?P<complaint>[0-9]{1,9})/$", complaints.ComplaintView.as_view(), name="api-complaint"
    ),
    re_path(
        r"^complaints/(?P<complaint>[0-9]{1,9})/(?P<act>call_complainant|answer_complaint)/$",
        complaints.ComplaintActView.as_view(),
        name="api-complaint-act",
    ),
    path("law/", law.LawView.as_view(), name="api-law"),
    path("law/changes/", law.ChangesView.as_view(), name="api-changes"),
    path("law/changes/<int:change>/", law.ChangeView.as_view(), name="api-change"),
    re_path(
        r"^law/changes/(?P<change>[0-9]{1,9})/(?P<act>approve|withdraw|apply)/$",
        law.ChangeActView.as_view(),
        name="api-change-act",
    ),
    path("sharing/", sharing.AgreementsView.as_view(), name="api-agreements"),
    path("sharing/log/", sharing.SharingLogView.as_view(), name="api-sharing-log"),
    path("sharing/requests/", sharing.SharingRequestsView.as_view(), name="api-sharing-requests"),
    re_path(
        r"^sharing/(?P<agreement>[0-9]{1,9})/(?P<act>approve|withdraw|revoke)/$",
        sharing.AgreementActView.as_view(),
        name="api-agreement-act",
    ),
    path("schema/", views.SchemaView.as_view(), name="api-schema"),
    re_path(r"^.*$", views.NothingHere.as_view(), name="api-nothing-here"),
]
