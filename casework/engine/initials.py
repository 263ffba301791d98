"""Initials of a name in pinyin, as a clerk types them: lxw for a name of three characters."""

import itertools
import re
import unicodedata
from collections.abc import Iterator

from pypinyin import Style, pinyin

from law.identifiers import normalise_name

MOST_READINGS = 12
# A surname is often read otherwise than the same character elsewhere, so all its readings count.
READINGS_WITHIN = 2
_INITIALS = re.compile(r"[a-z]{2,20}")


def initials_typed(text: str) -> str:
    """What was typed, if it can be initials: two letters or more; else nothing."""
    typed = unicodedata.normalize("NFKC", text).replace(" ", "").casefold()
    return typed if _INITIALS.fullmatch(typed) else ""


def initials_of(name: str) -> tuple[str, ...]:
    """The initials of a name, one entry for each way in which it can be read, the most usual first.

    Characters without a known reading are passed over; of a word in letters the first one counts.
    """
    letters = list(_letters(normalise_name(name)))
    ways = itertools.islice(itertools.product(*letters), MOST_READINGS) if letters else ()
    return tuple(dict.fromkeys(way for way in map("".join, ways) if _INITIALS.fullmatch(way)))


def _letters(name: str) -> Iterator[tuple[str, ...]]:
    """For each part of a name the letters with which it can begin."""
    within_word = False
    most = None
    for character in unicodedata.normalize("NFKC", name):
        folded = unicodedata.normalize("NFD", character.casefold())[0]
        if folded.isascii() and folded.isalpha():
            if not within_word:
                yield (folded,)
            within_word = True
            continue
        within_word = False
        read = pinyin(character, style=Style.NORMAL, heteronym=True, errors="ignore", v_to_u=False)
        found = tuple(dict.fromkeys(one[0] for one in read[0] if one[:1].isascii() and one)) if read else ()
        if found:
            yield found[:most]
            most = READINGS_WITHIN
