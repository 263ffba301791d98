"""The mandate of an agent who asks for something in a case that is registered already (D24)."""

from datetime import date

from casework.engine.work import Work

from .wording import both, said, said_with


def issue_mandate(work: Work, agent: str, days: tuple[date, date] | None, scope: str) -> None:
    """Issue the mandate on paper (by analogy XK 29(2)), where an agent came and the item's edition knows the paper.

    `scope` is the standing text that says what this agent may do, and nothing else.
    """
    if days is None or "mandate" not in work.item.papers:
        return
    signed, until = (work.book.wording.day(day) for day in days)
    signed_words, until_words = both(signed.zh, signed.en), both(until.zh, until.en)
    work.issue(
        "mandate",
        {
            "principal": work.case.applicant.unseal("name"),
            "agent": agent,
            "item": both(work.item.name.zh, work.item.name.en),
            "scope": said(scope),
            "term": said_with("mandate_term", signed=signed_words, until=until_words),
            "revocation": said("mandate_revocation"),
            "signatures": said_with("mandate_signed", signed=signed_words),
        },
    )
