"""Every button, menu and form under a finished job: each does what its command does, and none ever dies."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.domain.jobs import Job
from bot.domain.requests import EnlargeRequest, VideoRequest
from bot.frontends.discord.component_handler import GONE
from bot.jobs.service import Service
from generation.engine import ImageRequest
from story.request import StoryRequest
from tests.discord_double import DiscordDouble
from tests.discord_double.interactions import Interaction
from tests.discord_double.world import Channel, Message, inside
from tests.e2e.discord_kit import bot, finished, latest, replies
from tests.e2e.test_discord import channel, discord

__all__ = ["channel", "discord"]  # fixtures
DAY = 24 * 3600.0
MENU = "Work on one picture…"
TOLD = ("Mia the red fox wakes.", "She runs.", "It rains.")


async def job_of(message: Message, service: Service) -> Job:
    job = await service.job(message.buttons["Delete"].split(":")[1])
    assert job is not None
    return job


async def asked(discord: DiscordDouble, channel: Channel, line: str) -> Message:
    """Ann asks; her finished picture or story."""
    known = {message.id for message in channel.messages.values()}
    discord.person("ann", channel.guild).says(line, channel)
    look = latest(channel, discord)
    return await finished(discord, lambda: ((found := look()) and found.id not in known and found) or None)


async def came_of(discord: DiscordDouble, pressed: Interaction, service: Service) -> Job:
    """The job that a press made, drawn and delivered into the message that answered the press."""
    return await job_of(await finished(discord, lambda: pressed.original), service)


async def offered(discord: DiscordDouble, pressed: Interaction) -> Message:
    """What a press offered to that person alone."""
    await discord.until(lambda: pressed.private)
    return pressed.private[-1]


async def test_the_buttons_of_a_picture_vary_enlarge_film_and_restyle_it(
    discord: DiscordDouble, channel: Channel, tmp_path: Path
) -> None:
    async with bot(discord, tmp_path) as service:
        message, bob = (
            await asked(discord, channel, ".imagine a red fox --seed 7"),
            discord.person("bob", channel.guild),
        )
        parent = await job_of(message, service)

        varied = await came_of(discord, bob.clicks(message, "Vary"), service)
        assert isinstance(varied.request, ImageRequest)
        assert (varied.request.prompt, varied.requester.user) == ("a red fox", str(bob.user.id))
        assert varied.parent is not None
        assert (varied.parent.job_id, varied.parent.verb) == (parent.id, "vary")

        enlarged = await came_of(discord, bob.clicks(message, "Enlarge"), service)
        assert isinstance(enlarged.request, EnlargeRequest)
        assert enlarged.outcome.frames[0].width == 2 * parent.outcome.frames[0].width

        filmed = await came_of(discord, bob.clicks(message, "Video"), service)
        assert isinstance(filmed.request, VideoRequest)

        styles = await offered(discord, bob.clicks(message, "Restyle"))
        restyled = await came_of(discord, bob.chooses(styles, "Restyle", "ink"), service)
        assert isinstance(restyled.request, ImageRequest)
        assert (restyled.request.style, restyled.request.seed) == ("ink", 7)


async def test_the_words_of_a_picture_come_up_in_a_form_and_are_drawn_as_edited(
    discord: DiscordDouble, channel: Channel, tmp_path: Path
) -> None:
    async with bot(discord, tmp_path) as service:
        message, bob = (
            await asked(discord, channel, ".imagine a red fox --seed 7 --style ink"),
            discord.person("bob", channel.guild),
        )
        opened = bob.clicks(message, "Edit")
        await discord.until(lambda: opened.extra)
        same = await came_of(discord, bob.sends(opened), service)
        assert same.request == (await job_of(message, service)).request
        other = await came_of(discord, bob.sends(opened, "a blue fox --seed 7"), service)
        assert other.request == ImageRequest("a blue fox", seed=7)
        wrong = bob.sends(opened, "a fox --steps nine")
        await discord.until(lambda: wrong.whispers and "takes a whole number" in wrong.whispers[0])


async def test_one_of_several_pictures_is_chosen_from_a_menu(
    discord: DiscordDouble, channel: Channel, tmp_path: Path
) -> None:
    async with bot(discord, tmp_path) as service:
        message = await asked(discord, channel, ".imagine a red fox --seed 7 --n 3")
        assert "Vary" not in message.buttons
        bob = discord.person("bob", channel.guild)
        second = await offered(discord, bob.chooses(message, MENU, "2 · a red fox"))
        enlarged = await came_of(discord, bob.clicks(second, "Enlarge"), service)
        assert enlarged.parent is not None
        assert enlarged.parent.index == 1
        assert isinstance(enlarged.request, EnlargeRequest)
        assert enlarged.request.image == (await job_of(message, service)).outcome.frames[1].sha256


async def test_a_story_is_worked_on_panel_by_panel(discord: DiscordDouble, channel: Channel, tmp_path: Path) -> None:
    async with bot(discord, tmp_path) as service:
        message = await asked(discord, channel, f".story {' '.join(TOLD)} --seed 7")
        kept, bob = (await job_of(message, service)).outcome.frames, discord.person("bob", channel.guild)
        panel = await offered(discord, bob.chooses(message, MENU, "2 · She runs."))
        assert list(panel.buttons) == ["Redo", "Edit sentence", "Insert before", "Remove", "Vary", "Enlarge", "Video"]

        redone = await came_of(discord, bob.clicks(panel, "Redo"), service)
        changed = [new.sha256 != old.sha256 for new, old in zip(redone.outcome.frames, kept, strict=True)]
        assert changed == [False, True, False]

        opened = bob.clicks(panel, "Edit sentence")
        await discord.until(lambda: opened.extra)
        assert "She runs." in str(opened.extra)
        assert await told(discord, bob.sends(opened, "She hides."), service) == (TOLD[0], "She hides.", TOLD[2])

        opened = bob.clicks(panel, "Insert before")
        await discord.until(lambda: opened.extra)
        inserted = await told(discord, bob.sends(opened, "Snow falls."), service)
        assert inserted == (TOLD[0], "Snow falls.", *TOLD[1:])
        assert await told(discord, bob.clicks(panel, "Remove"), service) == (TOLD[0], TOLD[2])


async def told(discord: DiscordDouble, pressed: Interaction, service: Service) -> tuple[str, ...]:
    """The sentences of the story that a press made."""
    request = (await came_of(discord, pressed, service)).request
    assert isinstance(request, StoryRequest)
    return request.sentences


async def test_a_story_goes_on_changes_its_style_and_is_exported(
    discord: DiscordDouble, channel: Channel, tmp_path: Path
) -> None:
    async with bot(discord, tmp_path) as service:
        message = await asked(discord, channel, f".story {' '.join(TOLD)} --seed 7")
        bob = discord.person("bob", channel.guild)
        opened = bob.clicks(message, "Go on")
        await discord.until(lambda: opened.extra)
        assert await told(discord, bob.sends(opened, "She sleeps."), service) == (*TOLD, "She sleeps.")

        styles = await offered(discord, bob.clicks(message, "Restyle"))
        restyled = await came_of(discord, bob.chooses(styles, "Restyle", "ink"), service)
        assert isinstance(restyled.request, StoryRequest)
        assert restyled.request.drawing.style == "ink"

        formats = await offered(discord, bob.clicks(message, "Export"))
        exported = bob.chooses(formats, "Export", "zip")
        await discord.until(lambda: exported.private and exported.private[-1].files)
        assert exported.private[-1].files[0].endswith(".zip")


@pytest.mark.parametrize("typed", [False, True], ids=["known before", "told by Discord"])
async def test_a_file_larger_than_discord_takes_is_answered_with_a_sentence(
    discord: DiscordDouble, channel: Channel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: bool
) -> None:
    """Slash commands carry the limit; of a server the library believes what was true when it was written."""
    async with bot(discord, tmp_path) as service:
        message = await asked(discord, channel, f".story {' '.join(TOLD)} --seed 7")
        number, bob = (await job_of(message, service)).id, discord.person("bob", channel.guild)
        monkeypatch.setattr("tests.discord_double.uploads.FILE_LIMITS", (100,) * 4)
        if typed:
            bob.says(f".export {number} zip", channel)
            (said,) = await discord.until(
                lambda: [new.content for new in replies(channel, discord) if new is not message]
            )
        else:
            used = bob.uses("export", channel, job=number, format="zip")
            (said,) = await discord.until(lambda: used.whispers)
        assert said.startswith("`mia-")
        assert said.endswith(" more than Discord takes here: get it on the web page, or in another format.")
    assert [call.status for call in discord.calls if call.status >= 400] == [413] * typed


async def test_a_picture_is_reported_with_a_reason_or_without(
    discord: DiscordDouble, channel: Channel, tmp_path: Path
) -> None:
    async with bot(discord, tmp_path) as service:
        message = await asked(discord, channel, ".imagine a red fox --seed 7")
        for name, reason in (("bob", "shows somebody I know"), ("eve", "")):
            opened = discord.person(name, channel.guild).clicks(message, "Report")
            await discord.until(lambda opened=opened: opened.extra)
            sent = discord.person(name, channel.guild).sends(opened, reason)
            await discord.until(lambda sent=sent: sent.whispers)
        async with service.stores.database.read() as session:
            reports = await service.stores.reports.open(session)
        job = await job_of(message, service)
        assert [(report.job_id, report.reason) for report in reports] == [
            (job.id, "shows somebody I know"),
            (job.id, ""),
        ]


@pytest.mark.parametrize("days", [0, 30])
async def test_every_button_works_after_a_restart_however_late(
    discord: DiscordDouble, channel: Channel, tmp_path: Path, days: int
) -> None:
    async with bot(discord, tmp_path):
        message = await asked(discord, channel, ".imagine a red fox --seed 7 --n 2")
        bob = discord.person("bob", channel.guild)
        menu = await offered(discord, bob.chooses(message, MENU, "1 · a red fox"))
        opened = bob.clicks(message, "Edit")
        await discord.until(lambda: opened.extra)
    discord.clock.advance(days * DAY)
    async with bot(discord, tmp_path) as service:
        for pressed in (
            bob.clicks(message, "Redo"),
            bob.clicks(menu, "Vary"),
            bob.sends(opened, "an owl"),
        ):
            await came_of(discord, pressed, service)
        bob.clicks(message, "Delete")  # not theirs
        discord.person("mod", channel.guild, "manage_messages").clicks(message, "Delete")
        await discord.until(lambda: message.id not in channel.messages)


async def test_a_double_click_is_charged_once(discord: DiscordDouble, channel: Channel, tmp_path: Path) -> None:
    async with bot(discord, tmp_path) as service:
        message = await asked(discord, channel, ".imagine a red fox --seed 7")
        bob, eve = discord.person("bob", channel.guild), discord.person("eve", channel.guild)
        first, second, other = bob.clicks(message, "Redo"), bob.clicks(message, "Redo"), eve.clicks(message, "Redo")
        await discord.until(lambda: second.whispers)
        assert second.whispers == ["You pressed that a moment ago, and it is being done."]
        mine, theirs = await came_of(discord, first, service), await came_of(discord, other, service)
        assert await service.history(mine.requester, 9) == [mine]
        assert await service.history(theirs.requester, 9) == [theirs]
        assert (await service.balance(mine.requester)) == (await service.balance(theirs.requester))


async def test_what_was_forgotten_or_switched_off_says_so(
    discord: DiscordDouble, channel: Channel, tmp_path: Path
) -> None:
    async with bot(discord, tmp_path / "one"):
        message = await asked(discord, channel, ".imagine a red fox --seed 7")
    async with bot(discord, tmp_path / "two"):
        bob = discord.person("bob", channel.guild)
        opened = bob.clicks(message, "Edit")
        await discord.until(lambda: opened.whispers == ["That job is not known here any more."])
        redo = next(part for part in inside(message.components) if part.get("label") == "Redo")
        redo["custom_id"] = f"job:{'0' * 32}:conjure"
        unknown = bob.clicks(message, "Redo")
        await discord.until(lambda: unknown.whispers == [GONE])
