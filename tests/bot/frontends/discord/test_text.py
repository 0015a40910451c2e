"""Text of ours on Discord: mentions nobody, and fits."""

from __future__ import annotations

import discord

from bot.frontends.discord.message_ref import MessageRef
from bot.frontends.discord.permissions import missing_sentence
from bot.frontends.discord.text import message_text, parts


def test_no_mention_survives() -> None:
    text = message_text("@everyone @here <@123456789012345678> <@&123456789012345678>")
    assert text.count("@\u200b") == 4


def test_a_text_too_long_for_a_message_is_cut_where_one_message_is_all_there_is() -> None:
    assert len(message_text("x" * 3000)) == 2000


def test_a_long_answer_is_broken_between_its_lines() -> None:
    lines = [f"line {number} {'x' * 90}" for number in range(50)]
    broken = list(parts("\n".join(lines)))
    assert all(len(part) <= 2000 for part in broken)
    assert "\n".join(broken).split("\n") == lines


def test_a_place_is_found_again_in_its_address() -> None:
    for place in (MessageRef(1, 2, 3), MessageRef(1, 2)):
        assert MessageRef.of(place.address) == place


def test_all_missing_permissions_are_named_in_one_sentence() -> None:
    assert missing_sentence(discord.Permissions.all(), None) is None
    assert missing_sentence(discord.Permissions.none(), None) == (
        "I cannot draw without the permissions “View Channel”, “Send Messages”, “Attach Files” and “Read Message "
        "History”: ask someone who manages roles to give them to me there."
    )
