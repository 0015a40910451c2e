"""What answers a slash command, whatever Discord tells of the answer."""

from __future__ import annotations

import pytest

from bot.frontends.discord.message_ref import MessageRef
from tests.bot.frontends.discord.kit import Stage
from tests.discord_double import interactions
from tests.discord_double.interactions import Interaction
from tests.discord_double.world import Json


async def test_an_answer_whose_message_discord_does_not_name_is_asked_for_and_found(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """faults.md row 19: message 0 was edited for ever, and nobody was shown anything."""
    monkeypatch.setattr(interactions, "_callback", nameless)
    asked = stage.ann.uses("imagine", stage.channel, prompt="an owl")
    await stage.discord.until(lambda: stage.service.jobs)
    job = stage.service.last
    assert asked.original is not None
    assert MessageRef.of(job.address).message == asked.original.id
    await stage.frontend.deliver(stage.finished(job))
    assert asked.original.attachments


def nameless(double: object, interaction: Interaction) -> Json:
    return {"interaction": {"id": str(interaction.id), "type": interaction.kind}}
