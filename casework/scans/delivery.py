"""How a page leaves: as a picture that we made, to be looked at and nothing else; all of a material as one PDF."""

from collections.abc import Iterable, Mapping
from io import BytesIO

import pikepdf
from PIL import Image

from casework.models import Case, Material, Scan, ScanPicture

CONTENT_TYPE, DOCUMENT_TYPE = "image/jpeg", "application/pdf"
LONG_SIDE_OF_A4 = 841.89  # points
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


def standing_scans(case: Case, material: str) -> list[Scan]:
    """The pages of a material of this very case that weren't taken out, in their order."""
    row = Material.objects.filter(case=case, code=material).first()
    if row is None:
        return []
    row.case = case
    found = list(Scan.objects.filter(material=row, removed_at__isnull=True))
    for one in found:
        one.material = row
    return found


def document_of(scans: Iterable[Scan]) -> bytes:
    """The pages as one PDF that holds the pictures as they are, each as long as A4. Raises ErasedPerson."""
    out = BytesIO()
    with pikepdf.new() as document:
        for scan in scans:
            content = picture_of(scan)
            with Image.open(BytesIO(content), formats=["JPEG"]) as image:
                (width, height), grey = image.size, image.mode == "L"
            scale = LONG_SIDE_OF_A4 / max(width, height)
            wide, high = round(width * scale, 2), round(height * scale, 2)
            document.add_blank_page(page_size=(wide, high))
            picture = pikepdf.Stream(document, content)
            picture.Type, picture.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
            picture.Width, picture.Height, picture.BitsPerComponent = width, height, 8
            picture.ColorSpace = pikepdf.Name.DeviceGray if grey else pikepdf.Name.DeviceRGB
            picture.Filter = pikepdf.Name.DCTDecode
            page = document.pages[-1]
            page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(P=picture))
            page.Contents = document.make_stream(f"{wide} 0 0 {high} 0 0 cm /P Do".encode())
        document.save(out)
    return out.getvalue()


def picture_of(scan: Scan, field: str = "content") -> bytes:
    """The picture of a page, or the small one (`thumbnail`). Raises ErasedPerson."""
    picture = ScanPicture.objects.get(scan=scan)
    picture.scan = scan
    return picture.unseal_bytes(field)


def file_name(case: Case, scan: Scan) -> str:
    """What the file of a page is called: the case, the material, the page; nothing of a person."""
    return f"{case.number}-{scan.material.code}-{scan.position}.jpg"


def document_name(case: Case, material: str) -> str:
    """What the file of all pages of a material is called."""
    return f"{case.number}-{material}.pdf"
