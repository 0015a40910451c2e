"""A picture in another format says of itself what it said before."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from sd_parsers import ParserManager

from bot.frontends.web.api.transcode import Encoding, Format, encode_picture
from generation.engine import DrawingRequest
from generation.engines.echo import EchoEngine, EchoOptions
from generation.provenance.png_metadata import drawing_png


@pytest.mark.parametrize("kind", ["png", "jpeg", "webp"])
def test_what_the_openai_endpoint_hands_out_tells_its_parameters_and_who_made_it(tmp_path: Path, kind: Format) -> None:
    """sd-parsers found nothing in a JPEG or WebP from there."""
    picture, request = Image.new("RGB", (32, 32), "red"), DrawingRequest("a red fox", 7, 32, 32, 4, 1.0)
    path = tmp_path / "fox.png"
    path.write_bytes(drawing_png(picture, request, EchoEngine(EchoOptions()).info))
    with Image.open(BytesIO(encode_picture(path, Encoding(kind)))) as image:
        image.load()
        read = ParserManager().parse(image)
        packet = image.info.get("XML:com.adobe.xmp") or image.info["xmp"].decode()
    assert read is not None
    assert read.samplers[0].prompts[0].value == "a red fox"
    assert read.samplers[0].parameters["seed"] == "7"
    assert "algorithmicMedia" in packet
