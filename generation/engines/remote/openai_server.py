"""A server that speaks OpenAI's image API: one request, and the picture when it is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import aiohttp
from yarl import URL

from generation.engine import DrawingRequest, EngineError
from generation.engines.remote.answers import from_base64
from generation.engines.remote.connection import Answer, Connection
from generation.engines.remote.dialects import body_of
from generation.engines.remote.files import as_read, png
from generation.engines.remote.sentences import ELSEWHERE, NO_JSON, NO_PICTURE
from generation.engines.remote.server import Facts, Report


class OpenAIServer:
    """`facts` says what it was found to be."""

    def __init__(self, connection: Connection, facts: Facts) -> None:
        self._connection, self._facts = connection, facts

    async def draw(self, request: DrawingRequest, report: Report) -> bytes:
        """The file that it drew; raises EngineError. Of its progress nothing is told."""
        facts = self._facts
        body = body_of(
            facts.dialect,
            request,
            facts.model,
            steps=facts.steps_chosen or request.num_inference_steps != facts.num_inference_steps,
            guidance=facts.guidance_chosen or request.guidance_scale != facts.guidance_scale,
        )
        pictures = [*filter(None, [request.image]), *request.references]
        if not pictures:
            answer = await self._connection.ask("POST", "images/generations", body)
        else:
            mask = None if request.mask is None else png(as_read(request.mask))
            files, name = [*map(png, pictures)], (facts.dialect.several if len(pictures) > 1 else "") or "image"
            answer = await self._connection.ask("POST", "images/edits", form=lambda: _form(body, files, name, mask))
        self._connection.check(answer)
        return await self._picture(answer)

    async def _picture(self, answer: Answer) -> bytes:
        """The file itself, or the first that the answer names."""
        if answer.kind.startswith("image/"):
            return answer.body
        told = answer.json()
        if not isinstance(told, dict):
            raise EngineError(NO_JSON)
        data = told.get("data")
        first = data[0] if isinstance(data, list) and data else None
        if not isinstance(first, dict):
            raise EngineError(NO_PICTURE)
        if not first.get("b64_json") and isinstance(first.get("url"), str):
            return await self._fetch(first["url"])
        return from_base64(first.get("b64_json"))

    async def _fetch(self, address: str) -> bytes:
        """Only from the host that the operator named: an answer cannot send us through their network."""
        if address.startswith("data:"):
            return from_base64(address)
        try:
            url = self._connection.address.join(URL(address))
            elsewhere = url.origin() != self._connection.address.origin()
        except ValueError:  # no address, or one that has no host
            elsewhere = True
        if elsewhere:
            raise EngineError(ELSEWHERE)
        answer = await self._connection.ask("GET", url.raw_path_qs, root=True)
        self._connection.check(answer)
        return answer.body


def _form(body: dict[str, Any], pictures: Sequence[bytes], name: str, mask: bytes | None) -> aiohttp.FormData:
    """`name`: of the field that every picture has, in the order in which they were given."""
    form = aiohttp.FormData()
    for key, value in body.items():
        form.add_field(key, str(value))
    for number, picture in enumerate(pictures, start=1):
        form.add_field(name, picture, filename=f"picture-{number}.png", content_type="image/png")
    if mask is not None:
        form.add_field("mask", mask, filename="mask.png", content_type="image/png")
    return form
