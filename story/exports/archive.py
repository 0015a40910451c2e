"""Stories as archives: CBZ for comic readers, ZIP with everything a story is made of."""

from __future__ import annotations

import json
from io import BytesIO
from xml.etree import ElementTree
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from generation.provenance.xmp import packet, xml_text
from story.exports.book import Book, Sign, unsigned
from story.exports.cards import cards

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first time a ZIP can state: the same story is the same file
_QUALITY = 92  # of a comic's pages, which are JPEG: readers on small devices know no other format for sure


def to_zip(book: Book) -> bytes:
    """The pictures as they were stored, the text, and a `story.json` that says which belongs to which."""
    digits = max(2, len(str(len(book.panels))))
    names = [f"frame-{number:0{digits}}.png" for number in range(1, len(book.panels) + 1)]
    frames = [
        {"file": name, "sentence": panel.sentence, "cast": list(panel.cast)}
        for name, panel in zip(names, book.panels, strict=True)
    ]
    facts = {**book.facts, "title": book.title, "author": book.author, "frames": frames}
    files = {
        **{name: panel.picture for name, panel in zip(names, book.panels, strict=True)},
        "story.txt": f"{book.words}\n".encode(),
        "story.json": json.dumps(facts, ensure_ascii=False, indent=2, sort_keys=True).encode(),
    }
    return _zip(files)


def to_cbz(book: Book, longest: int = 2160, sign: Sign = unsigned) -> bytes:
    """Pages with their captions, `longest` pixels at most, and a ComicInfo.xml (version 2.0); nothing is packed."""
    images = cards(book.panels, longest)
    pages = {}
    for number, (card, panel) in enumerate(zip(images, book.panels, strict=True), start=1):
        file = BytesIO()
        xmp = packet(panel.caption, book.source).encode()
        card.save(file, "JPEG", quality=_QUALITY, subsampling=0, xmp=xmp)
        pages[f"{number:03}.jpg"] = sign(file.getvalue(), "image/jpeg", panel.caption, book.source)
    return _zip({"ComicInfo.xml": _comic_info(book, pages, images[0].size), **pages}, packed=False)


def _comic_info(book: Book, pages: dict[str, bytes], size: tuple[int, int]) -> bytes:
    """In the order of its schema, which is part of it: an xs:sequence (ComicInfo v2.0, the Anansi project)."""
    root = ElementTree.Element("ComicInfo")
    for name, text in (
        ("Title", book.name),
        ("Summary", "\n".join(panel.caption for panel in book.panels)),
        ("Notes", "Drawn by a machine with Vignette."),
        ("Writer", book.author),
        ("PageCount", str(len(pages))),
        ("LanguageISO", book.language),
        ("Characters", ", ".join(name.replace(",", " ") for name in book.cast)),
    ):
        if text:
            ElementTree.SubElement(root, name).text = xml_text(text)
    listed = ElementTree.SubElement(root, "Pages")
    for index, content in enumerate(pages.values()):
        kind = {"Type": "FrontCover"} if index == 0 else {}
        facts = {"Image": index, "ImageSize": len(content), "ImageWidth": size[0], "ImageHeight": size[1]}
        ElementTree.SubElement(listed, "Page", {name: str(value) for name, value in facts.items()} | kind)
    ElementTree.indent(root)
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True))


def _zip(files: dict[str, bytes], *, packed: bool = True) -> bytes:
    """Pictures are stored as they are, words `packed`, where readers are sure to unpack."""
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        for name, content in files.items():
            entry = ZipInfo(name, _EPOCH)
            entry.external_attr = 0o644 << 16
            entry.create_system = 3  # wherever it is made
            archive.writestr(
                entry, content, ZIP_DEFLATED if packed and not name.endswith((".png", ".jpg")) else ZIP_STORED
            )
    return file.getvalue()
