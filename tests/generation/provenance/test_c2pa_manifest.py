"""A signed picture says who made it with what, keeps its pixels and marks, and tells when it was tampered with."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from generation.engine import DrawingRequest, EngineError, EngineInfo
from generation.provenance.c2pa_manifest import Credentials, Signed, read
from generation.provenance.png_metadata import drawing_png, reencoded
from tests.generation.certificates import make_chain

INFO = EngineInfo("diffusers", "Storybook", "cpu", "", 64, 64, 8, 2.0)
PICTURE = Image.linear_gradient("L").resize((64, 64)).convert("RGB")
PNG = drawing_png(PICTURE, DrawingRequest("a red fox", 7, 64, 64, 8, 2.0), INFO)


@pytest.fixture(scope="module")
def credentials(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Credentials]:
    made = Credentials(*make_chain(tmp_path_factory.mktemp("c2pa")))
    yield made
    made.close()


def in_format(kind: str) -> bytes:
    if kind == "PNG":
        return PNG
    with Image.open(BytesIO(PNG)) as opened:
        opened.load()
        return reencoded(opened, kind, 90)


@pytest.mark.parametrize(("kind", "mime"), [("PNG", "image/png"), ("JPEG", "image/jpeg"), ("WEBP", "image/webp")])
def test_a_signed_file_says_that_a_machine_made_it(kind: str, mime: str, credentials: Credentials) -> None:
    content = in_format(kind)
    signed = credentials.sign(content, mime, "a red fox", "trainedAlgorithmicMedia")
    assert read(content, mime) is None
    assert read(signed, mime) == Signed(intact=True, tool="Vignette", source="trainedAlgorithmicMedia")
    assert len(signed) < len(content) + 20_000
    with Image.open(BytesIO(content)) as before, Image.open(BytesIO(signed)) as after:
        assert before.tobytes() == after.tobytes()


def test_the_other_marks_stay(credentials: Credentials) -> None:
    with Image.open(BytesIO(credentials.sign(PNG, "image/png", "a red fox", "algorithmicMedia"))) as signed:
        signed.load()
        assert signed.info["parameters"].startswith("a red fox") and "vignette" in signed.info


def test_a_picture_that_was_changed_after_it_was_signed_is_told(credentials: Credentials) -> None:
    signed = bytearray(credentials.sign(PNG, "image/png", "a red fox", "trainedAlgorithmicMedia"))
    signed[-40] ^= 255
    told = read(bytes(signed), "image/png")
    assert told is not None and not told.intact


def test_what_cannot_sign_is_said_at_the_start(tmp_path: Path) -> None:
    chain, key = make_chain(tmp_path)
    with pytest.raises(EngineError, match=r"cannot be read: .*nowhere\.pem"):
        Credentials(tmp_path / "nowhere.pem", key)
    with pytest.raises(EngineError, match="no C2PA algorithm 'rsa'"):
        Credentials(chain, key, "rsa")
    key.write_text("not a key")
    with pytest.raises(EngineError, match="certificate cannot sign"):
        Credentials(chain, key)


def test_what_is_left_in_an_optimised_picture_says_whose_it_is_and_that_it_changed(
    credentials: Credentials,
) -> None:
    """optipng 0.7.7 packs the pixels anew and keeps every chunk, the manifest's among them."""
    signed = credentials.sign(PNG, "image/png", "a red fox", "trainedAlgorithmicMedia")
    optimised = packed_anew(signed)
    with Image.open(BytesIO(signed)) as before, Image.open(BytesIO(optimised)) as after:
        assert len(optimised) < len(signed) and before.tobytes() == after.tobytes()
    assert read(optimised, "image/png") == Signed(intact=False, tool="Vignette", source="trainedAlgorithmicMedia")


def packed_anew(png: bytes) -> bytes:
    """The same chunks in the same order, but the pixels in one, packed as well as can be."""
    chunks, at = [], 8
    while at < len(png):
        length, kind = struct.unpack_from(">I4s", png, at)
        chunks.append((kind, png[at + 8 : at + 8 + length]))
        at += 12 + length
    pixels = zlib.compress(zlib.decompress(b"".join(data for kind, data in chunks if kind == b"IDAT")), 9)
    kept = [(kind, data) for kind, data in chunks if kind not in (b"IDAT", b"IEND")]
    packed = [*kept, (b"IDAT", pixels), (b"IEND", b"")]
    crcs = [zlib.crc32(kind + data) for kind, data in packed]
    parts = [struct.pack(">I", len(data)) + kind + data for kind, data in packed]
    return png[:8] + b"".join(part + struct.pack(">I", crc) for part, crc in zip(parts, crcs, strict=True))
