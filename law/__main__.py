"""``python -m law [edition ...]``: check the shipped editions and print their digests.

``python -m law --doubts [edition ...]`` prints what the legal office still has to confirm.
"""

from __future__ import annotations

import sys

from law.book import EDITIONS, read_folder, shipped_editions
from law.doubts import doubts


def main(arguments: list[str]) -> int:
    names = [argument for argument in arguments if argument != "--doubts"]
    wants_doubts = len(names) < len(arguments)
    for name in names or (shipped_editions()[-1:] if wants_doubts else shipped_editions()):
        book = read_folder(EDITIONS / name)
        sys.stdout.write(doubts(book) if wants_doubts else f"{name}: {book.sha256}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
