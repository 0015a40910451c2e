"""Messages of the Discord double → a page laid out like a chat, in one HTML file that loads nothing."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable
from html import escape
from mimetypes import guess_type
from pathlib import Path

from tests.discord_double.world import Attachment, Channel, Json, Message

STYLE = Path(__file__).with_name("chat_page.css")
ROW, BUTTON, MENU = 1, 2, 3  # types of components


def page(channel: Channel) -> str:
    """A whole document: the channel's name, and its messages from the oldest to the newest."""
    messages = "\n".join(_message(each) for each in channel.messages.values())
    head = f"<style>{STYLE.read_text(encoding='utf-8')}</style><header># {escape(channel.name)}</header>"
    return f"<!doctype html><html lang=en>{head}<main>{messages}</main></html>"


def _message(message: Message) -> str:
    author = message.author
    badge = "<b class=app>APP</b>" if author.bot else ""
    face = f"<div class='face {'bot' if author.bot else 'person'}'>{escape(author.name[0].upper())}</div>"
    head = f"{_reference(message)}<strong>{escape(author.name)}</strong>{badge}"
    body = (_text(message.content), _gallery(message.attachments), *_rows(message.components))
    return f"<article>{face}<div>{head}{''.join(body)}</div></article>"


def _reference(message: Message) -> str:
    """The message that this one answers, on one line."""
    asked = message.channel.messages.get(message.reference or 0)
    if asked is None:
        return ""
    return f"<div class=reference><strong>{escape(asked.author.name)}</strong> {escape(asked.content)}</div>"


def _text(content: str) -> str:
    """The Markdown that the bot uses: bold, italics, code and escapes."""
    words = escape(content, quote=False)
    for sign, tag in ((r"\*\*", "b"), (r"\*", "i"), ("`", "code")):
        words = re.sub(rf"(?<!\\){sign}(.+?)(?<!\\){sign}", rf"<{tag}>\1</{tag}>", words)
    unescaped = re.sub(r"\\([^\w\s])", r"\1", words)
    return f"<p>{unescaped}</p>" if words else ""


def _gallery(attachments: Iterable[Attachment]) -> str:
    pictures = [f"<img alt='{escape(each.description or '')}' src='{_data(each)}'>" for each in attachments]
    return f"<div class='gallery of{len(pictures)}'>{''.join(pictures)}</div>" if pictures else ""


def _data(attachment: Attachment) -> str:
    return f"data:{guess_type(attachment.filename)[0]};base64,{b64encode(attachment.content).decode()}"


def _rows(components: Iterable[Json]) -> Iterable[str]:
    """Rows of buttons and menus; the words and pictures of a layout are the message's own."""
    for row in components:
        if row["type"] == ROW:
            yield f"<div class=row>{''.join(map(_item, row['components']))}</div>"


def _item(item: Json) -> str:
    if item["type"] == MENU:
        return f"<span class=menu>{escape(item['placeholder'])}<span>⌄</span></span>"
    emoji = (item.get("emoji") or {}).get("name") or ""
    return f"<span class=button>{escape(emoji)} {escape(item['label'])}</span>"
