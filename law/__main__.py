"""``python -m law [edition ...]``: check the shipped editions and print their digests."""

from __future__ import annotations

import sys

from law.book import EDITIONS, read_folder, shipped_editions


def main(names: list[str]) -> int:
    for name in names or shipped_editions():
        book = read_folder(EDITIONS / name)
        print(f"{name}: {book.sha256}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
