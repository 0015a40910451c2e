"""Content credentials: a C2PA manifest, signed with the operator's certificate, in a finished picture, film or PDF.

Needs the extra `c2pa`. A signed file is another file every time: its signature and its manifest's name are random.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import Any

from PIL import Image

from generation.engine import EngineError
from generation.errors import reason
from generation.provenance.xmp import CREATOR_TOOL, source_url

ALGORITHMS = ("es256", "es384", "es512", "ps256", "ps384", "ps512", "ed25519")


@dataclass(frozen=True, slots=True)
class Signed:
    """What a manifest says of a picture, and whether it still fits the picture."""

    intact: bool
    tool: str  # what made it, as the manifest says
    source: str  # a term of IPTC's list of digital source types; "" where none is stated


class Credentials:
    """Signs pictures. The certificate is a PEM chain whose first is the signer's, the key a PEM of PKCS #8."""

    def __init__(self, certificate: Path, key: Path, algorithm: str = "es256", timestamps: str = "") -> None:
        """`timestamps`: the URL of a timestamp authority; "" asks none. Raises `EngineError` for what cannot sign."""
        c2pa, self._one_at_a_time = _library(), Lock()
        if algorithm not in ALGORITHMS:
            raise EngineError(f"There is no C2PA algorithm {algorithm!r}: use one of {', '.join(ALGORITHMS)}.")
        probe = BytesIO()  # the smallest picture, to find out at the start whether a certificate can sign
        Image.new("RGB", (8, 8)).save(probe, "PNG")
        try:
            chain, secret = certificate.read_bytes(), key.read_bytes()
            info = c2pa.C2paSignerInfo(algorithm, chain, secret, timestamps or None)
            self._signer = c2pa.Signer.from_info(info)
            self._context = c2pa.Context.from_dict({"builder": {"thumbnail": {"enabled": False}}})
            self.sign(probe.getvalue(), "image/png", "a test", "trainedAlgorithmicMedia")
        except OSError as error:
            raise EngineError(f"The C2PA certificate or its key cannot be read: {error.filename}.") from error
        except (c2pa.C2paError, ValueError) as error:
            raise EngineError(f"The C2PA certificate cannot sign: {reason(error)}") from error

    def sign(self, content: bytes, mime: str, title: str, source: str) -> bytes:
        """The file with a manifest that says it was created by a machine; `source` is a term of IPTC's list."""
        created = {
            "action": "c2pa.created",
            "digitalSourceType": source_url(source),
            "softwareAgent": {"name": CREATOR_TOOL},
        }
        manifest = {
            "title": title,
            "claim_generator_info": [{"name": CREATOR_TOOL}],
            "assertions": [{"label": "c2pa.actions.v2", "data": {"actions": [created]}}],
        }
        signed = BytesIO()
        with self._one_at_a_time:
            builder = _library().Builder(json.dumps(manifest), self._context)
            builder.sign(self._signer, mime, BytesIO(content), signed)
        return signed.getvalue()

    def close(self) -> None:
        self._signer.close()
        self._context.close()


def read(content: bytes, mime: str) -> Signed | None:
    """What the manifest of a file says; None where it has none that can be read. Asks nobody whom to trust."""
    c2pa = _library()
    try:
        reader = c2pa.Reader(mime, BytesIO(content))
        manifest, results = reader.get_active_manifest() or {}, reader.get_validation_results() or {}
    except c2pa.C2paError:
        return None
    codes = {each["code"] for each in results.get("activeManifest", {}).get("failure", ())}
    actions = [each["data"]["actions"] for each in manifest.get("assertions", ()) if "c2pa.actions" in each["label"]]
    created: dict[str, Any] = next((a for each in actions for a in each if a["action"] == "c2pa.created"), {})
    generator = (manifest.get("claim_generator_info") or [{}])[0]
    return Signed(
        intact=codes <= {"signingCredential.untrusted"},
        tool=str(generator.get("name", "")),
        source=str(created.get("digitalSourceType", "")).rpartition("/")[2],
    )


def _library() -> Any:
    try:
        import c2pa  # 16 MB of Rust that few need
    except ModuleNotFoundError as error:
        raise EngineError(
            "Signing pictures needs c2pa-python: `make EXTRAS=c2pa install`, or `pip install c2pa-python`."
        ) from error
    return c2pa
