"""What a model is called, by people and by galleries, and what its authors say of it."""

from __future__ import annotations

import os
import re
from hashlib import file_digest
from pathlib import Path

_PLACES = {"diffusers", "model", "/"}  # what people call the folder of any model
_QUICK = 2**28  # bytes that are hashed in a second
_CARD = 2**18  # characters of a model card that are read


def model_name(folder: Path) -> str:
    """What a person would call the model in a folder, which may be a hub's cache, or only the place of its files."""
    path = Path(os.path.abspath(folder.expanduser()))  # a link keeps its own name
    if path.parent.name == "snapshots":  # models--owner--name/snapshots/commit
        return path.parent.parent.name.rpartition("--")[2]
    if path.suffix in {".safetensors", ".gguf"}:
        return path.stem
    named = (part for part in reversed(path.parts) if part.lower() not in _PLACES)
    return next(named, path.name)


def model_hash(folder: Path) -> str:
    """The first ten hex digits of the SHA-256 of the denoiser's weights, as galleries name them.

    A hub's cache names its files by them; other weights are read, unless that would take long: then it is "".
    """
    files = [folder] if folder.is_file() else []
    for part, kind in (("unet", "safetensors"), ("transformer", "safetensors"), ("transformer", "gguf")):
        files += sorted((folder / part).glob(f"*.{kind}"))
    if not files:
        return ""
    blob = files[0].resolve()
    if re.fullmatch("[0-9a-f]{64}", blob.name):
        return blob.name[:10]
    if blob.stat().st_size > _QUICK:
        return ""
    with blob.open("rb") as stream:
        return file_digest(stream, "sha256").hexdigest()[:10]


def model_card(folder: Path) -> str:
    """What the authors say of the model, as far as it lies beside it; "" where nothing does."""
    for name in ("README.md", "model_card.md"):
        try:
            return (folder / name).read_text(encoding="utf-8", errors="replace")[:_CARD]
        except OSError:
            continue
    return ""
