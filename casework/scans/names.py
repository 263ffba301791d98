"""Names of files: never used to tell what a file is, but one that deceives is refused with its file."""

import re
import unicodedata

from .verdict import Unfit

NAME_BYTES = 255
# What each kind may be called at the end.
ENDINGS = {"jpg": "jpeg", "jpeg": "jpeg", "jpe": "jpeg", "jfif": "jpeg", "png": "png", "pdf": "pdf"}
# An ending in the middle of a name is there to deceive. Dates and words between dots are not.
_DECEIVING = frozenset(
    (
        *ENDINGS,
        *(
            "exe",
            "com",
            "scr",
            "bat",
            "cmd",
            "msi",
            "dll",
            "lnk",
            "ps1",
            "vbs",
            "wsf",
            "hta",
            "jar",
            "apk",
            "sh",
        ),
        *(
            "js",
            "mjs",
            "html",
            "htm",
            "xhtml",
            "svg",
            "xml",
            "php",
            "phtml",
            "asp",
            "aspx",
            "jsp",
            "py",
            "pl",
        ),
        *("zip", "rar", "7z", "gz", "tar", "iso", "gif", "webp", "tif", "tiff", "bmp", "heic", "swf"),
        *("doc", "docx", "docm", "xls", "xlsx", "xlsm", "ppt", "pptx", "pptm", "rtf", "wps", "ofd"),
    )
)
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)


def insist_on_name(name: str) -> str:
    """The kind that a name's ending tells of, empty where it tells nothing. Raises Unfit for a name that deceives."""
    if len(name.encode("utf-8", "surrogatepass")) > NAME_BYTES:
        raise Unfit("name_long", most=NAME_BYTES)
    if any(unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp") for char in name):
        raise Unfit("name_characters")
    if (
        re.search(r"[/\\:]", name)
        or name.strip(" .") == ""
        or name != name.strip()
        or _RESERVED.fullmatch(name)
    ):
        raise Unfit("name_path")
    # Full-width letters and dots read like others; they are compared as what they read like.
    parts = [part.strip() for part in unicodedata.normalize("NFKC", name).lower().split(".")]
    if len(parts) > 1 and any(part in _DECEIVING for part in parts[1:-1]):
        raise Unfit("name_double")
    ending = parts[-1] if len(parts) > 1 else ""
    return ENDINGS.get(ending, "other" if ending in _DECEIVING else "")
