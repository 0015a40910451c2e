"""`.styles`, `.loras`, `.defaults`, `.inspire`, `.price`, answered."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from random import Random

from bot.chat.cast import sheet_request
from bot.chat.context import Answer, ChatContext
from bot.chat.followups import build_follow_up
from bot.chat.picture_followups import engine_info
from bot.chat.references import with_pictures
from bot.chat.submit import FollowUp, submit
from bot.commands import (
    CastSheet,
    Command,
    DefaultsClear,
    DefaultsSet,
    DefaultsShow,
    Export,
    Imagine,
    Inspire,
    LoraList,
    Price,
    Story,
    StyleAdd,
    StyleList,
    StyleRemove,
    random_seed,
)
from bot.commands.followups import FollowUpCommand
from bot.commands.reading_options import find_option
from bot.domain.errors import NotInWorld, Refused
from bot.domain.requester import Address, Requester
from bot.domain.requests import InspireRequest, Request
from bot.features.preferences.apply import liked
from bot.features.preferences.changes import PreferenceChanges
from bot.features.preferences.preferences import load_preferences
from bot.features.preferences.prompt_ideas import ideas
from bot.features.preferences.wording import defaults_text, loras_text, styles_text
from bot.jobs.validation import check
from bot.jobs.world import check_world
from bot.rules.pricing import cost
from bot.text import credits, escape_markdown
from generation.engine import ImageRequest
from story.request import StoryRequest

FROM_GRAMMAR = "From the Storybook's grammar."

_Act = StyleAdd | StyleRemove | DefaultsSet | DefaultsClear
_List = StyleList | DefaultsShow


async def answer(
    chat_context: ChatContext,
    requester: Requester,
    command: _Act | _List | Inspire | LoraList | Price,
    address: Address,
) -> list[Answer]:
    """What is a server's own is for its admins to change; raises Refused."""
    stores = chat_context.service.stores
    match command:
        case Inspire(theme):
            return [await _inspired(chat_context, requester, theme, address)]
        case Price(asked):
            return [await _priced(chat_context, requester, asked)]
        case LoraList(word):
            return [Answer(loras_text(await engine_info(chat_context.service), word))]
        case StyleList():
            return [Answer(styles_text(await load_preferences(stores, requester), chat_context.service.info))]
        case DefaultsShow(server):
            return [Answer(defaults_text(await load_preferences(stores, requester), server_only=server))]
        case _:
            await _check_sense(chat_context, requester, command, address)
            return [Answer(await _act(PreferenceChanges(stores), requester, command))]


async def _act(acts: PreferenceChanges, by: Requester, command: _Act) -> str:
    match command:
        case StyleAdd():
            return await acts.add_style(by, command)
        case StyleRemove(name):
            return await acts.remove_style(by, name)
        case DefaultsSet():
            return await acts.set_default(by, command)
        case DefaultsClear():
            return await acts.clear_defaults(by, command)


async def _check_sense(context: ChatContext, requester: Requester, command: _Act, address: Address) -> None:
    """Refuse words that no prompt may hold, and a default with which nothing could be drawn."""
    match command:
        case StyleAdd(_, words):
            await context.gate.check(requester, ImageRequest(words, 0), address)
        case DefaultsSet():
            likes = await load_preferences(context.service.stores, requester)
            limits = replace(context.limits, any_style=True)
            info = await engine_info(context.service)
            if not {"imagine", "story"} & {*find_option(command.option, limits).commands}:
                raise Refused(f"`--{command.option}` is no option of `imagine` or `story`, so it cannot be a default.")
            # By drawing with it, as far as that goes without drawing.
            alone = replace(likes, own_defaults={command.option: command.value}, server_defaults={}, cast=())
            picture = ImageRequest("a fox", 0)
            tale = StoryRequest(("A fox runs.", "It sleeps."), replace(picture, prompt="A fox runs. It sleeps."))
            for each in (Imagine((picture,)), Story(tale)):
                for request in _drawn(liked(each, alone, limits)):
                    check(request, limits, info)


def _drawn(command: Command) -> list[Request]:
    match command:
        case Imagine(requests):
            return [*requests]
        case Story(request):
            return [request]
        case _:
            return []


async def _priced(context: ChatContext, requester: Requester, command: Command) -> Answer:
    """What it would cost if it were asked for now, and what there is to spend."""
    info = await engine_info(context.service)
    asked = await _asked(context, requester, command)
    for each in asked:
        check(each.request, context.limits, info)
    prices = [cost(each.request, info) for each in asked]
    questions = []  # what would be asked before any of it is drawn
    for each in asked:
        try:
            check_world(each.request, info, each.parent)
        except NotInWorld as question:
            questions.append(str(question))
    of_each = f", {prices[0]:,} for each of {len(prices)} prompts" if len(prices) > 1 else ""
    balance = await context.service.balance(requester)
    plans = "Planning costs nothing. " if isinstance(command, Story) and command.plan_only else ""
    what = "Drawing it" if plans else "That"
    return Answer("\n".join((f"{plans}{what} would cost {credits(sum(prices))}{of_each}. {balance}", *questions)))


async def _asked(context: ChatContext, requester: Requester, command: Command) -> list[FollowUp]:
    """What would be drawn or written."""
    asked = [FollowUp(await with_pictures(context.service, requester, request)) for request in _drawn(command)]
    if isinstance(command, FollowUpCommand) and not isinstance(command, Export):
        asked = [await build_follow_up(context, requester, command)]
    if isinstance(command, CastSheet):
        if not command.draws:
            raise Refused("A picture that is there already costs nothing as a sheet.")
        asked = [FollowUp((await sheet_request(context, requester, command))[1])]
    if isinstance(command, Inspire):
        if not context.service.inspires:
            raise Refused("`inspire` costs nothing.")
        asked = [FollowUp(InspireRequest(command.theme, 0))]
    return asked


async def _inspired(context: ChatContext, requester: Requester, theme: str, address: Address) -> Answer:
    """A job for the model that has ideas; where there is none, the grammar has some at once."""
    if context.service.inspires:
        return await submit(context.service, requester, InspireRequest(theme, random_seed()), address)
    lines, fitting = await asyncio.to_thread(ideas, theme, Random(random_seed()))
    shown = [f"`{context.prefix}{line.replace('`', '')}`" for line in lines]
    first = [] if fitting else [f"Nothing comes to mind about {escape_markdown(theme, 60)}; perhaps one of these:"]
    return Answer("\n".join([*first, *shown, FROM_GRAMMAR]))
