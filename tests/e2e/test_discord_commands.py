"""The whole command set over Discord: typed, by mention and as slash commands, and everything that can be pressed.

What is switched on is asked of the bot itself, so a new command is in here from its first day. The double holds every
request against Discord's official description; its fixture fails the test when one does not fit.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from bot.chat.chat import MISTAKE
from bot.commands import COMMANDS
from tests.discord_double import DiscordDouble, Person
from tests.discord_double.interactions import LOADING, Interaction
from tests.discord_double.world import Channel, Message
from tests.e2e.discord_kit import PATIENCE, bot, replies
from tests.e2e.test_discord import channel, discord

__all__ = ["channel", "discord"]  # fixtures
NUMBER = "1a2b3c4d"  # of the job in every example
STORY = "story Mia the red fox wakes. She runs. It rains. --seed 7"
LAST = ("forget", "ban", "allow", "drain", "pause")  # what others cannot work after
UNDONE = {"ban": "unban 1234", "allow": "disallow channel 1234", "drain": "resume", "pause": "resume"}


def lines() -> list[str]:
    """Every line that help shows, in an order in which each finds what it needs."""
    names = sorted(COMMANDS, key=lambda name: LAST.index(name) if name in LAST else -1)
    shown: list[str] = []
    for name in names:
        shown += [COMMANDS[name].example, *(form for form, _ in COMMANDS[name].forms)]
        shown += [UNDONE[name]] if name in UNDONE else []
    return shown


class Talk:
    """Somebody who may do everything, in one channel."""

    def __init__(self, discord: DiscordDouble, channel: Channel) -> None:
        self.discord, self.channel = discord, channel
        assert channel.guild is not None
        self.guild = channel.guild
        self.ann: Person = discord.person("ann", channel.guild, "manage_guild", "manage_messages")
        self.story = ""  # the number of a finished one

    async def says(self, line: str) -> Message:
        """Say it; the bot's first answer to it."""
        said = self.ann.says(line.replace(NUMBER, self.story), self.channel)
        return await self.discord.until(lambda: self._answer_to(said), seconds=PATIENCE)

    @property
    def mistakes(self) -> list[Message]:
        """Every message, for all or for one person, in which the bot ever owned up to one."""
        private = (each for used in self.discord.interactions.values() for each in used.private)
        return [each for each in (*self.discord.world.messages(), *private) if MISTAKE in each.seen]

    def _answer_to(self, said: Message) -> Message | None:
        return next((each for each in replies(self.channel, self.discord) if each.reference == said.id), None)

    async def finished(self, message: Message) -> Message:
        return await self.discord.until(lambda: message.buttons.get("Delete") and message, seconds=PATIENCE)

    async def uses(self, command: dict[str, Any]) -> Interaction:
        """The slash command with every required field filled, and the first choice where there is one."""
        given = {option["name"]: self._value(option) for option in command["options"] if option.get("required")}
        used = self.ann.uses(command["name"], self.channel, **given)
        await self.answered(used)
        return used

    async def answered(self, used: Interaction) -> None:
        """Not only promised an answer."""
        await self.discord.until(lambda: used.answer is not None and not self._loading(used), seconds=PATIENCE)

    def _loading(self, used: Interaction) -> bool:
        return any(each.flags & LOADING for each in (*used.private, used.original) if each is not None)

    def _value(self, option: dict[str, Any]) -> Any:
        if option.get("choices"):
            return option["choices"][0]["value"]
        if option["name"] == "style":
            return "ink"
        if option["name"] == "job":
            return self.story
        users = {6: self.ann.user, 7: self.channel, 11: picture()}
        return users.get(option["type"], {3: "a red fox", 4: option.get("min_value", 1), 5: True}.get(option["type"]))

    async def presses(self, message: Message, label: str) -> None:
        """A button, and whatever comes up: a form is sent, of a menu the first word is chosen."""
        used = self.ann.clicks(message, label)
        await self.answered(used)
        if used.extra:
            await self.answered(self.ann.sends(used, "a red fox"))
        for offered in used.private:
            await self.chooses(offered)

    async def chooses(self, message: Message) -> None:
        for menu, shown in message.menus.items():
            used = self.ann.chooses(message, menu, shown["options"][0]["label"])
            await self.answered(used)


def picture() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (64, 64), "red").save(file, "PNG")
    return file.getvalue()


@pytest.fixture
async def talk(discord: DiscordDouble, channel: Channel) -> Talk:
    return Talk(discord, channel)


@pytest.mark.parametrize("way", [".", "<@{me}> "], ids=["typed", "by mention"])
async def test_every_line_of_the_help_gets_an_answer_that_discord_takes(talk: Talk, tmp_path: Path, way: str) -> None:
    prefix = way.format(me=talk.discord.world.bot.id)
    async with bot(talk.discord, tmp_path, admin_servers=[str(talk.guild.id)]):
        await told(talk, prefix)
        for line in lines():
            answer = await talk.says(prefix + line)
            assert MISTAKE not in answer.seen, line
    assert not talk.mistakes


async def test_every_slash_command_gets_an_answer_that_discord_takes(talk: Talk, tmp_path: Path) -> None:
    async with bot(talk.discord, tmp_path, admin_servers=[str(talk.guild.id)]):
        await told(talk, ".")
        for command in sorted(talk.discord.commands, key=lambda each: each["name"] in LAST):
            used = await talk.uses(command)
            assert MISTAKE not in used.whispers, command["name"]
    assert not talk.mistakes
    assert {command["name"] for command in talk.discord.commands} == set(COMMANDS)


async def test_everything_under_a_reply_can_be_pressed(talk: Talk, tmp_path: Path) -> None:
    async with bot(talk.discord, tmp_path, admin_servers=[str(talk.guild.id)]):
        await told(talk, ".")
        results = [
            await talk.finished(await talk.says(f".{line}")) for line in ("imagine a fox", STORY, "imagine {a,b}")
        ]
        results.append(await talk.finished(await talk.says(f".video {NUMBER} 1")))
        for message in results:
            for label in [label for label in message.buttons if label != "Delete"]:
                await talk.presses(message, label)
            await talk.chooses(message)
            talk.ann.clicks(message, "Delete")
            await talk.discord.until(lambda gone=message: gone.id not in talk.channel.messages, seconds=PATIENCE)
    assert not talk.mistakes


async def told(talk: Talk, prefix: str) -> None:
    """A story to work on."""
    message = await talk.finished(await talk.says(prefix + STORY))
    talk.story = message.buttons["Delete"].split(":")[1]
