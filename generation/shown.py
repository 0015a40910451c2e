"""Stored pictures that a model is shown while it draws: what it looks at, and what it follows."""

from __future__ import annotations

from dataclasses import dataclass

MAX_REFERENCES = 10  # of one request, whatever a model could take


@dataclass(frozen=True, slots=True)
class Reference:
    """A stored picture that a model is shown while it draws."""

    sha256: str
    of: str = ""  # "1a2b3c4d.2": the job that drew it, and which of its pictures it is; "": somebody attached it


@dataclass(frozen=True, slots=True)
class Control:
    """A stored picture whose lines, pose or depth are followed."""

    sha256: str
    of: str = ""  # as of a `Reference`
    kind: str | None = None  # one of `generation.request.control.KINDS`; None: what the model was trained on
    scale: float = 1.0  # 0 to 2: how closely
