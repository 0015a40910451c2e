"""Finished pictures, as the API shows them: the file, and what was found when it was looked at."""

from __future__ import annotations

from pydantic import BaseModel, Field


class Checked(BaseModel):
    """What looked at a frame of a story, and what it found; `seed` of the picture is the one it was kept from."""

    checker: str
    score: float = Field(description="Of the picture that was kept; comparable among pictures of one frame alone.")
    redrawn: int = Field(description="How often it was drawn again, which costs nothing.")
    reasons: list[str] = Field(description="What the first picture showed wrong.", examples=[["no fox"]])
    still: list[str] = Field(description="What the one that was kept still shows wrong.")


class Picture(BaseModel):
    """One finished picture."""

    index: int = Field(description="From 0; -1 is the page of a story.")
    url: str = Field(description="Where its bytes are, relative to this server.")
    mime: str
    width: int
    height: int
    seed: int
    sha256: str
    sentence: str
    cast: list[str]
    checked: Checked | None = Field(description="Of a story's frame, where a panel checker looked at it.")
