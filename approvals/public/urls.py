"""The pages that need no account."""

from django.urls import path

from .board import board
from .feedback import feedback_card
from .guide import guide, guide_item
from .progress import progress
from .rating import rating
from .shared_data import shared_data
from .voucher import voucher

urlpatterns = [
    path("board/", board, name="board"),
    path("guide/", guide, name="guide"),
    path("guide/<slug:slug>/", guide_item, name="guide_item"),
    path("progress/", progress, name="progress"),
    path("rate/", rating, name="rate"),
    path("shared-data/", shared_data, name="shared_data"),
    path("rate/card/", feedback_card, name="feedback_card"),
    path("voucher/", voucher, name="voucher"),
]
