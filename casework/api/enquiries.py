"""What another office asks, for programs of the office that is asked; the answer is the act `answer_enquiry`."""

from datetime import date

from drf_spectacular.utils import extend_schema
from rest_framework import serializers as plain
from rest_framework.request import Request
from rest_framework.response import Response

from casework.engine.enquiries import answer_schema
from casework.engine.perform import matter_of
from casework.engine.schema import plain as plain_schema
from casework.queries.find_case import find_enquiry
from law.clock import shanghai_day

from .answers import masked, place
from .performing import note_reading, officer_of
from .reading import query_of
from .shape import Shape
from .shapes import Place, Text
from .views import NUMBER, View, answers_with

# A due moment is the midnight at which the last day is over.
_ONE_DAY = date.resolution


class Enquiry(Shape):
    """An enquiry: whom it is about, what is asked, by whom and until when. Nothing else of the case is told."""

    number = Text()
    event_seq = plain.IntegerField(help_text="Send it as `seen` with the answer.")
    asked_by = Place()
    office = Place()
    name = Text(help_text="Masked; in full it stands on the page of the enquiry.")
    identifier = Text(help_text="Masked, as the name.")
    due_on = plain.DateField(allow_null=True)
    act = Text()
    input_schema = plain.DictField()


class EnquiryView(View):
    """One enquiry."""

    @extend_schema(operation_id="enquiry", parameters=[NUMBER], responses=answers_with(Enquiry, 404))
    def get(self, request: Request, number: str) -> Response:
        """The enquiry that waits at an office of yours in a case of another one. Reading it is on record."""
        query_of(request, ())
        opened, task = find_enquiry(number, officer_of(request))
        note_reading(request, "enquiry", purpose="enquiry", case=opened.case)
        person = masked("applicant", opened.case.applicant)
        told = {
            "number": opened.case.number,
            "event_seq": opened.case.event_seq,
            "asked_by": place(opened.case.office),
            "office": place(task.office or opened.case.office),
            "name": person["name"],
            "identifier": person["identifier"],
            "due_on": shanghai_day(task.due_at) - _ONE_DAY if task.due_at else None,
            "act": "answer_enquiry",
            "input_schema": plain_schema(answer_schema(matter_of(opened.case))),
        }
        return Response(Enquiry(told).data)
