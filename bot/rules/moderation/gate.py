"""Whether a requester may ask for this, here: bans, the rules of a server, the blocklist. Decided at admission."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

import structlog

from bot.domain.errors import Refused
from bot.domain.jobs import Job
from bot.domain.requester import Address, Requester
from bot.domain.requests import Request, texts_to_check
from bot.domain.rules import NsfwRule
from bot.rules.moderation.adult import adult_word, child_word, default_phrases
from bot.rules.moderation.folding import fold
from bot.rules.moderation.patterns import PatternTimeout, find
from bot.rules.moderation.place import channels_of, is_marked
from bot.storage.blocklist import EVERYWHERE, Blocked
from bot.storage.rulebook import Rules
from bot.storage.server_settings import ServerSettings
from bot.storage.stores import Stores

BLOCKED = "Something in it is on the blocklist: ask for something else, or tell an admin if that is a mistake."
ELSEWHERE = "Pictures are not asked for in this channel: use one that an admin has allowed."
NO_ROLE = "None of your roles may ask for pictures on this server: an admin can allow one."
ADULT_NEVER = "That reads as a picture for adults, and this server draws none."
ADULT_HERE = "That reads as a picture for adults, which is drawn only in channels that are marked as age-restricted."
ADULT_LOCAL = (
    "That reads as a picture for adults, and none is drawn here: `default_blocklist = false` below [moderation] in the "
    "settings allows it."
)
CHILDREN = "Children are never drawn that way."
UNREADABLE = "That cannot be read: write it in plain words."

RELEASED = datetime(2026, 12, 1, tzinfo=UTC)  # of the default list

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Match:
    """A pattern that is in a text."""

    pattern: Blocked
    found: str  # as it stands in the folded text


def subjects_of(requester: Requester) -> list[str]:
    """Whom a ban may name to mean this requester: the person, a role of theirs, the server."""
    server = [] if requester.server_key is None else [f"server {requester.server_key}"]
    return [requester.key, *(f"role {requester.platform}:{role}" for role in requester.roles), *server]


def find_matches(patterns: Sequence[Blocked], text: str) -> list[Match]:
    """Every pattern that is in the text; it computes, so away from the event loop. Raises TooSlow."""
    folded = fold(text)
    found = [(each, find(each.pattern, each.kind, folded)) for each in patterns]
    return [Match(each, where) for each, where in found if where is not None]


class Gate:
    """Lets requests through or raises Refused with a sentence that repeats no blocked word."""

    def __init__(self, stores: Stores, *, default_blocklist: bool = True) -> None:
        self._stores, self._default = stores, default_blocklist

    @cached_property
    def defaults(self) -> list[Blocked]:
        """The patterns that count everywhere without anybody having added them."""
        phrases = default_phrases() if self._default else ()
        return [Blocked(0, EVERYWHERE, phrase, "phrase", "vignette", RELEASED) for phrase in phrases]

    async def check(self, requester: Requester, request: Request, address: Address, rules: Rules | None = None) -> None:
        """Bans and the rules of places are not for admins; words are for everybody. By the rules that hold now, or by
        these.
        """
        rules = rules or await self._stores.rules.current()
        settings, patterns = self._rules(rules, requester.server_key)
        local = requester.admin and requester.server is None
        if not requester.admin:
            now = datetime.now(UTC)
            bans = (rules.bans[subject] for subject in subjects_of(requester) if subject in rules.bans)
            if holding := [ban for ban in bans if ban.until is None or ban.until > now]:
                ban = max(holding, key=lambda ban: (ban.until is None, ban.until))
                until = "" if ban.until is None else f" until {ban.until.day} {ban.until:%B, %H:%M} UTC"
                of = {"role": "A role of yours is", "server": "This server is"}
                whom, why = of.get(ban.subject.partition(" ")[0], "You are"), ban.reason.rstrip(".")
                raise Refused(f"{whom} banned from drawing{until}" + (f": {why}." if ban.reason else "."))
            if settings.channels and not set(settings.channels) & set(channels_of(address)):
                raise Refused(ELSEWHERE)
            if settings.roles and not set(settings.roles) & set(requester.roles):
                raise Refused(NO_ROLE)
        rule, marked = self._rule(settings, requester), is_marked(address)
        try:
            await asyncio.to_thread(_check_words, texts_to_check(request), patterns, rule, marked=marked)
        except Refused as error:
            raise Refused(ADULT_LOCAL) if local and str(error) == ADULT_NEVER else error from None

    async def allowed(self, job: Job, texts: Sequence[str]) -> list[str]:
        """Those of the texts that a prompt may hold where the job was asked for. Who asks was judged at admission."""
        settings, patterns = self._rules(await self._stores.rules.current(), job.requester.server_key)
        rule, marked = self._rule(settings, job.requester), is_marked(job.address)
        return await asyncio.to_thread(lambda: [text for text in texts if _may_hold(text, patterns, rule, marked)])

    def _rules(self, rules: Rules, server: str | None) -> tuple[ServerSettings, Sequence[Blocked]]:
        """Of a server, or of none: its settings, and what is blocked there."""
        return rules.server(server), [*rules.blocked_on(server), *self.defaults]

    def _rule(self, settings: ServerSettings, requester: Requester) -> NsfwRule:
        """Whoever runs this machine, and asks from it, decides for themselves, by the setting of the default list."""
        if requester.admin and requester.server is None:
            return "off" if self._default else "on"
        return settings.nsfw


def _may_hold(text: str, patterns: Sequence[Blocked], rule: NsfwRule, marked: bool) -> bool:
    try:
        _check_words([text], patterns, rule, marked=marked)
    except Refused:
        return False
    return True


def _check_words(texts: Sequence[str], patterns: Sequence[Blocked], rule: NsfwRule, *, marked: bool) -> None:
    try:
        if found := [each for text in texts for each in find_matches(patterns, text)]:
            log.info("a prompt was refused", patterns=[each.pattern.id for each in found])
            raise Refused(BLOCKED)
        folded = fold("\n".join(texts))
        if adult_word(folded) is None:
            return
        if child_word(folded) is not None:
            raise Refused(CHILDREN)
    except PatternTimeout:
        raise Refused(UNREADABLE) from None
    if rule == "off":
        raise Refused(ADULT_NEVER)
    if rule == "channel" and not marked:
        raise Refused(ADULT_HERE)
