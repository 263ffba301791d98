"""Pages of a list."""

from django.http import HttpRequest

LONGEST_NUMBER = 6


def page_number(request: HttpRequest) -> int:
    """The page that was asked for; the first one if that is no number."""
    return number_in(request.GET.get("page", ""))


def number_in(text: str) -> int:
    """A page's number as an address has it."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER else 1


class Pages:
    """A page as `components/pages.html` asks for it."""

    def __init__(self, number: int, pages: int) -> None:
        self.number = number
        self.paginator = {"num_pages": pages}
        self.has_previous, self.has_next = number > 1, number < pages
        self.previous_page_number, self.next_page_number = number - 1, number + 1
