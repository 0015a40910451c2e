"""A finished story as one file: a book to print (PDF), slides (GIF, WebP, MP4), a comic (CBZ), or all its parts (ZIP).

Bytes in, bytes out, and the same bytes for the same story.
"""

from __future__ import annotations

from story.exports.archive import to_cbz, to_zip
from story.exports.book import Book, Panel, Sign, unsigned
from story.exports.slides import to_slides

__all__ = ["KINDS", "MIMES", "Book", "Panel", "Sign", "export"]

MIMES = {
    "pdf": "application/pdf",
    "gif": "image/gif",
    "webp": "image/webp",
    "mp4": "video/mp4",
    "cbz": "application/vnd.comicbook+zip",
    "zip": "application/zip",
}
KINDS = tuple(MIMES)
_SIDES = (1080, 800, 600, 440, 320, 200)  # pixels of the longer side, tried in turn where there is a limit


def export(book: Book, kind: str, limit: int | None = None, sign: Sign = unsigned) -> bytes:
    """The book as a file of this kind, below `limit` bytes where smaller pictures can reach it.

    `sign` signs the whole file, or the pages of a CBZ one by one, as archives cannot be signed. A ZIP holds the
    pictures as they are, signed or not, whatever the limit. Raises `ValueError` for a kind that is not in `KINDS`.
    """
    if kind not in KINDS:
        raise ValueError(f"{kind!r} is not a kind of export")
    for side in _SIDES:
        content = _content(book, kind, side, sign)
        if limit is None or len(content) <= limit or kind == "zip":
            break
    return content


def _content(book: Book, kind: str, side: int, sign: Sign) -> bytes:
    if kind == "zip":
        return to_zip(book)
    if kind == "cbz":
        return to_cbz(book, 2 * side, sign)
    if kind == "pdf":
        from story.exports.pdf import to_pdf  # fpdf2 takes a while to import

        content = to_pdf(book, 2 * side)  # print needs more than a screen
    else:
        content = to_slides(book, kind, side)
    return sign(content, MIMES[kind], book.title or book.panels[0].caption, book.source)
