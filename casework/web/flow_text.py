"""How much room a text takes in a picture that no browser has laid out yet, and where its lines break."""

import re

# Widths as parts of the letter size, of the fonts of tokens.css, rounded up.
WIDE, NARROW, SPACE = 1.0, 0.54, 0.28
_PIECES = re.compile(r"[\u2e80-\u9fff\uf900-\uffef]|[^ \u2e80-\u9fff\uf900-\uffef]+| +")


def width_of(text: str, size: int) -> int:
    """About how wide a text is."""
    widths = (SPACE if letter in " \u00a0" else WIDE if _is_wide(letter) else NARROW for letter in text)
    return round(sum(widths) * size + 0.5)


def lines_of(text: str, size: int, most: int) -> list[str]:
    """The text in lines of at most that width; a word that is wider stands in a line of its own."""
    return _filled(_PIECES.findall(text), size, most)


def lines_of_words(text: str, size: int, most: int) -> list[str]:
    """The same, broken at spaces only: a name or a date stays whole."""
    return _filled(re.findall(r"[^ ]+| +", text), size, most)


def _filled(pieces: list[str], size: int, most: int) -> list[str]:
    lines = [""]
    for piece in pieces:
        longer = lines[-1] + piece
        if lines[-1] and width_of(longer.rstrip(), size) > most:
            lines.append(piece.lstrip())
        else:
            lines[-1] = longer
    return [line.strip() for line in lines if line.strip()]


def _is_wide(letter: str) -> bool:
    return bool(re.match(r"[\u2e80-\u9fff\uf900-\uffef]", letter))
