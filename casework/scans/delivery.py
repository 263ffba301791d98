"""How a page leaves: as a picture that we made, to be looked at and nothing else."""

from collections.abc import Mapping

from casework.models import Case, Scan, ScanPicture

CONTENT_TYPE = "image/jpeg"
# Whatever a browser takes it for, it runs nothing, loads nothing and is framed nowhere.
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


def standing_scan(case: Case, scan: int) -> Scan | None:
    """A page of this very case that wasn't taken out."""
    row = Scan.objects.select_related("material").filter(material__case=case, pk=scan).first()
    if row is None or row.removed_at is not None:
        return None
    row.material.case = case
    return row


def picture_of(scan: Scan, field: str = "content") -> bytes:
    """The picture of a page, or the small one (`thumbnail`). Raises ErasedPerson."""
    picture = ScanPicture.objects.get(scan=scan)
    picture.scan = scan
    return picture.unseal_bytes(field)


def file_name(case: Case, scan: Scan) -> str:
    """What the file of a page is called: the case, the material, the page; nothing of a person."""
    return f"{case.number}-{scan.material.code}-{scan.position}.jpg"
