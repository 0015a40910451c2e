"""Redo and Delete under a finished job. What they act on stands in their custom_id, so they survive restarts."""

from __future__ import annotations

import re
from typing import Any, Literal, Protocol, Self, cast

import discord

Verb = Literal["redo", "delete"]
FACES: dict[Verb, tuple[str, str]] = {"redo": ("Redo", "🔁"), "delete": ("Delete", "🗑️")}


class Pressed(Protocol):
    """What the client does when a button is pressed."""

    async def pressed(self, interaction: discord.Interaction[Any], verb: Verb, job_id: str) -> None: ...


class JobButton(
    discord.ui.DynamicItem[discord.ui.Button[Any]], template=r"job:(?P<job>[0-9a-f]{32}):(?P<verb>redo|delete)"
):
    """One button of one job."""

    def __init__(self, job_id: str, verb: Verb) -> None:
        label, emoji = FACES[verb]
        super().__init__(discord.ui.Button(label=label, emoji=emoji, custom_id=custom_id(job_id, verb)))
        self._job_id, self._verb = job_id, verb

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(match["job"], cast(Verb, match["verb"]))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        await cast(Pressed, interaction.client).pressed(interaction, self._verb, self._job_id)


def custom_id(job_id: str, verb: Verb) -> str:
    return f"job:{job_id}:{verb}"


def buttons(job_id: str) -> discord.ui.View:
    """Both, never timing out."""
    view = discord.ui.View(timeout=None)
    for verb in FACES:
        view.add_item(JobButton(job_id, verb))
    return view
