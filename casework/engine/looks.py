"""Who looked, as it is told to whoever the data are about: when, which office, what for. Never an officer's name.

个人信息保护法 Art. 44 and 45. A page of a list, where names stand masked beside many others, is no look at a file.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from audit.ledger.models import Disclosure
from casework.models import Office, Person, Post
from law.clock import shanghai_day

from .items import Words
from .standing import grants

MOST = 200
ELSEWHERE = Words("本机关", "this hall")
# The purposes that follow from a page of ours. Any other one is in an officer's own words, which may name people.
PURPOSES: Mapping[str, Words] = {
    "case_work": Words("办理本件", "working on the case"),
    "worklist": Words("办理本件", "working on the case"),
    "enquiry": Words("答复其他单位的查询", "answering another office's enquiry"),
    "team": Words("督办", "supervision"),
    "find": Words("查找办件", "finding a case"),
    "counter": Words("收件时核对是否重复", "comparing with earlier applications on receipt"),
    "paper_register": Words("核对文书登记", "register of papers"),
    "suspensions": Words("监督计时情况", "supervising pauses of a limit"),
    "holder_code": Words("凭持有人给予的查看码查看", "opened with the holder's code"),
    "rating": Words("处理您的评价", "dealing with your rating"),
    "retention": Words("决定保存和删除", "keeping and erasing"),
    "batch": Words("批量办理", "several cases in one go"),
    "shift": Words("交接班", "closing a shift"),
}
OTHER = Words("其他工作需要（经办人已说明用途）", "another purpose, which the officer had to state")
IN_FULL = Words("查看完整证件号码", "numbers in full")


@dataclass(frozen=True)
class Look:
    """One look at a file."""

    at: datetime
    office: Words
    purpose: Words


def looks_at(cases: Collection[int], persons: Iterable[Person] = (), most: int = MOST) -> list[Look]:
    """The latest looks of officers at these cases, and at these persons by whatever page, the latest first."""
    about = Q(case_id__in=list(cases)) | Q(person_ref__in=[f"person/{one.pk}" for one in persons])
    rows = list(Disclosure.objects.filter(about, actor_kind="officer").order_by("-id")[:most])
    places = _places({one.actor_id for one in rows if one.actor_id is not None})
    return [
        Look(one.recorded_at, _place(places, one.actor_id, shanghai_day(one.recorded_at)), _purpose(one))
        for one in rows
    ]


def _purpose(row: Disclosure) -> Words:
    told = PURPOSES.get(row.purpose, OTHER)
    if row.what != "unmasked":
        return told
    return Words(f"{IN_FULL.zh}：{told.zh}", f"{IN_FULL.en}: {told.en}")


def _place(
    places: Mapping[int, list[tuple[date, date | None, Office]]], officer: int | None, day: date
) -> Words:
    for first, last, office in places.get(officer or 0, ()):
        if first <= day and (last is None or day <= last):
            return Words(office.name_zh, office.name_en)
    return ELSEWHERE


def _places(officers: Collection[int]) -> dict[int, list[tuple[date, date | None, Office]]]:
    """Where officers work: their posts with their dates, then the offices of their duties."""
    found: dict[int, list[tuple[date, date | None, Office]]] = {}
    posts = Post.objects.filter(officer__in=officers).select_related("office").order_by("-valid_from")
    for post in posts:
        found.setdefault(post.officer_id, []).append((post.valid_from, post.valid_until, post.office))
    held = [
        (who, path)
        for who, _duty, path in grants(Q(user__in=officers), Q(group__user__in=officers))
        if who in officers
    ]
    offices = {one.path: one for one in Office.objects.filter(path__in={path for _who, path in held})}
    for who, path in held:
        if path in offices:
            found.setdefault(who, []).append((date.min, None, offices[path]))
    return found
