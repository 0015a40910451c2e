"""People who draw: on the Discord double, through the HTTP API and on the page, and what each of them was told."""

from __future__ import annotations

import asyncio
import random
import re
from collections import Counter
from collections.abc import Callable
from typing import Any

import aiohttp

from tests.chaos.invariants import Asked
from tests.discord_double import DiscordDouble, Person
from tests.discord_double.world import Channel

SHOWN = re.compile(r"`([0-9a-f]{8})`")  # a job's number in an answer
TRANSIENT = (aiohttp.ClientError, TimeoutError, OSError)  # the service is down, or went while it was asked
MISTAKE = 500  # a status that no fault excuses
PAUSE = 0.1  # seconds before somebody asks again
SPACING, MOST = 0.2, 3  # seconds between two requests, about; how many times as many as were wanted


class Load:
    """Every request has a number in its words. What names itself is sent until there is an answer."""

    def __init__(self, discord: DiscordDouble, base: Callable[[], str], chance: random.Random) -> None:
        self.asked = Asked()
        self._discord, self._base, self._chance = discord, base, chance
        self.refusals = Counter[str]()  # what those who ask again and again heard before they got their answer
        self._count = 0
        self._said: dict[int, int] = {}  # message on Discord → number of the request
        guild = discord.world.add_guild("Atelier", discord.owner)
        self._channel: Channel = discord.world.add_channel(guild, "general")
        self._ann: Person = discord.person("ann", guild)

    @property
    def requests(self) -> int:
        return self._count

    async def run(self, requests: int, over: asyncio.Event) -> None:
        """At least so many requests, and more until it is `over`; returns when all that insist have their answer."""
        ways = (self._on_discord, self._over_api, self._on_page)
        async with (
            aiohttp.ClientSession(
                cookie_jar=aiohttp.CookieJar(unsafe=True), timeout=aiohttp.ClientTimeout(total=20.0)
            ) as session,
            asyncio.TaskGroup() as asking,
        ):
            made = 0
            while made < requests or (made < MOST * requests and not over.is_set()):
                made += 1
                asking.create_task(self._ask(session, self._chance.choice(ways)))
                await asyncio.sleep(self._chance.uniform(0, 2 * SPACING))

    async def _ask(self, session: aiohttp.ClientSession, way: Callable[..., Any]) -> None:
        self._count += 1
        number, story = self._count, self._chance.random() < 0.2
        await way(session, number, story)

    async def _on_discord(self, _: aiohttp.ClientSession, number: int, story: bool) -> None:
        """What is typed while the bot is down is not caught up, and nobody was told otherwise."""
        line = f".story Mia the red fox is number {number}. She waves." if story else f".imagine fox number {number}"
        said = self._ann.says(f"{line} @everyone", self._channel)
        self._said[said.id] = number

    def look_at_discord(self) -> None:
        """Whom the bot has told a job's number, at any time since."""
        for message in self._channel.messages.values():
            if message.reference in self._said:
                for shown in SHOWN.findall(" ".join([*message.seen, message.content]))[:1]:
                    self.asked.acknowledged[self._said[message.reference]] = shown

    async def _over_api(self, session: aiohttp.ClientSession, number: int, story: bool) -> None:
        """Sent again under the same name until it is answered; one in five is cancelled at once."""
        cancel = self._chance.random() < 0.2
        path, body = ("images", {"prompt": f"a red fox, number {number} there", "seed": number})
        if story:
            path, body = "stories", {"story": f"Mia the red fox is number {number} there. She waves.", "seed": number}
        tries = 0
        while (answer := await self._post(session, f"/api/v1/{path}", body, number)) is None or tries < number % 3:
            tries += 1  # some clients are nervous, and ask again though they were answered
            await asyncio.sleep(PAUSE)
        self.asked.acknowledged[number] = answer
        if cancel:
            try:
                async with session.delete(f"{self._base()}/api/v1/jobs/{answer}"):
                    pass
            except TRANSIENT:
                pass

    async def _post(self, session: aiohttp.ClientSession, path: str, body: Any, number: int) -> str | None:
        headers = {"Idempotency-Key": f"request-{number}"}
        try:
            async with session.post(self._base() + path, json=body, headers=headers) as response:
                if response.status in (200, 202):
                    return str((await response.json())["id"])
                assert response.status > MISTAKE, await response.text()
                self.refusals[f"{response.status} {(await response.text())[:200]}"] += 1
        except TRANSIENT as error:
            self.refusals[type(error).__name__] += 1
        return None

    async def _on_page(self, session: aiohttp.ClientSession, number: int, story: bool) -> None:
        """Said once: who gets no answer looks at the page, and decides anew."""
        line = f".story Mia the red fox is number {number}. She waves." if story else f".imagine fox number {number}"
        try:
            async with session.get(self._base() + "/"):
                pass
            async with session.post(self._base() + "/say", json={"text": line}) as response:
                answers = (await response.json())["answers"] if response.status == 200 else []
        except TRANSIENT:
            return
        for answer in answers:
            if "job" in answer:
                self.asked.acknowledged[number] = answer["job"]["id"]
