"""The fonts that papers are printed in, and the characters they have.

Fonts come as Python packages under the SIL Open Font License, so nothing is asked of the system. A hall that has
licensed others (FangSong and a display Song, as GB/T 9704-2012, 5.2.2 wants them) names their files in PAPER_FONTS.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import typst
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from fontTools.ttLib import TTFont, TTLibError

_USES = ("text", "title", "fallback")


@dataclass(frozen=True)
class Typeface:
    """One face of a font file: the family by which it is asked for, and the characters it has."""

    family: str
    bold: bool
    characters: frozenset[int]


@dataclass(frozen=True)
class FontSet:
    """The fonts of this hall: families in the order in which a character is looked for, and their characters."""

    text: tuple[str, ...]
    title: tuple[str, ...]
    title_is_bold: bool
    characters: frozenset[int]
    loaded: typst.Fonts


def font_set() -> FontSet:
    """The fonts named by the setting PAPER_FONTS, read once. Raises ImproperlyConfigured."""
    return _read(tuple((use, tuple(settings.PAPER_FONTS.get(use, ()))) for use in _USES))


@lru_cache(maxsize=4)
def _read(named: tuple[tuple[str, tuple[str, ...]], ...]) -> FontSet:
    faces: Mapping[str, list[Typeface]] = {
        use: [_face(source) for source in sources] for use, sources in named
    }
    if not faces["text"]:
        raise ImproperlyConfigured("PAPER_FONTS names no font for text.")
    # A character of a title may come from the fonts of the text, never the other way round.
    body = [*faces["text"], *faces["fallback"]]
    title = [*faces["title"], *body]
    folders = dict.fromkeys(_file(source)[0].parent for _use, sources in named for source in sources)
    loaded = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(folder) for folder in folders],
    )
    known = set(loaded.families())
    for face in title:
        if face.family not in known:
            raise ImproperlyConfigured(f"PAPER_FONTS: the family {face.family} can't be used.")
    return FontSet(
        text=tuple(dict.fromkeys(face.family for face in body)),
        title=tuple(dict.fromkeys(face.family for face in title)),
        title_is_bold=title[0].bold,
        characters=frozenset().union(*(face.characters for face in body)),
        loaded=loaded,
    )


def _file(source: str) -> tuple[Path, int]:
    """The file a source names, and the face in it: `/path/font.ttc#2`, or `package:font.otf` in a Python package."""
    name, _mark, number = source.partition("#")
    package, colon, inside = name.partition(":")
    if not colon:
        return Path(name), int(number or 0)
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise ImproperlyConfigured(f"PAPER_FONTS: there is no package {package}.")
    return Path(spec.submodule_search_locations[0]) / inside, int(number or 0)


def _face(source: str) -> Typeface:
    path, number = _file(source)
    try:
        with path.open("rb") as file, TTFont(file, fontNumber=number, lazy=True) as font:
            names = font["name"]
            family = names.getDebugName(16) or names.getDebugName(1)
            bold = font["OS/2"].usWeightClass >= 600
            characters = frozenset(font.getBestCmap() or ())
    except (OSError, TTLibError) as error:
        raise ImproperlyConfigured(f"PAPER_FONTS: {source} can't be read.") from error
    return Typeface(str(family), bold, characters)
