"""Bytes that are sent whole or in part, and not at all to whoever has them (RFC 9110, sections 13 and 14).

Players ask for parts: Safari plays no film from a server that answers `Range: bytes=0-1` with the whole of it.
aiohttp's own FileResponse knows ranges, but follows links, and knows a file's version by its time, not by its content.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from aiohttp import hdrs, web

_RANGE = re.compile(r"bytes=\s*(?:(\d{1,40})\s*-\s*(\d{1,40})?|-\s*(\d{1,40}))\s*", re.IGNORECASE | re.ASCII)


def bytes_response(
    request: web.Request, content: bytes, media_type: str, tag: str, headers: Mapping[str, str] | None = None
) -> web.Response:
    """`tag` names this content and no other; several ranges at once are answered with the whole, as a server may."""
    known = {hdrs.ACCEPT_RANGES: "bytes", hdrs.ETAG: f'"{tag}"', **(headers or {})}
    if is_known(request, tag):
        return web.Response(status=304, headers=known)
    wanted = _RANGE.fullmatch(request.headers.get(hdrs.RANGE, "")) if request.method == hdrs.METH_GET else None
    if wanted and wanted[2] and int(wanted[2]) < int(wanted[1]):
        wanted = None  # this is no range, and has to be ignored (section 14.1.1)
    if wanted is None or request.headers.get(hdrs.IF_RANGE, f'"{tag}"') != f'"{tag}"':
        return web.Response(body=content, content_type=media_type, headers=known)
    first, last, ending = wanted.groups()  # of the content's bytes: `stop` is the one after the last
    stop = len(content) if last is None else min(len(content), int(last) + 1)
    start = int(first) if ending is None else max(0, len(content) - int(ending))
    if start >= stop:
        return web.Response(status=416, headers={**known, hdrs.CONTENT_RANGE: f"bytes */{len(content)}"})
    known[hdrs.CONTENT_RANGE] = f"bytes {start}-{stop - 1}/{len(content)}"
    return web.Response(status=206, body=content[start:stop], content_type=media_type, headers=known)


def is_known(request: web.Request, tag: str) -> bool:
    """Whether who asks has it already."""
    known = [each.strip().removeprefix("W/") for each in request.headers.get(hdrs.IF_NONE_MATCH, "").split(",")]
    return "*" in known or f'"{tag}"' in known
