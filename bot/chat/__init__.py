"""The chat's answers to the further commands, one module per group.

A module exposes `answer` and gets a line in `GROUPS`; the names of the commands it answers go into
`bot.commands.switched_on`. What is not there is no command yet, and shown nowhere.
"""

from __future__ import annotations

from bot.chat.context import Answerer, ChatContext, Group
from bot.chat.groups import GROUPS, answer_more
from bot.chat.submit import submit

__all__ = ["GROUPS", "Answerer", "ChatContext", "Group", "answer_more", "submit"]
