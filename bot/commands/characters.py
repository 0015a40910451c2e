"""What characters a person's text may hold, and how quotation marks around it are read.

Text travels as it was typed. Only white space is evened out, and letters with accents are written one way (NFC), as
keyboards and clipboards write them several ways. Characters that nobody sees are refused, not removed: they reorder
what others read (bidirectional overrides), break words in two without a trace, or carry hidden text. Those that
languages and emoji need (joiners, direction marks, variation selectors, flag tags) stay.
"""

from __future__ import annotations

import re
import unicodedata

from bot.commands.errors import CommandError

_NEWLINES = re.compile(r"\r\n?|[\u2028\u2029]")
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u115f\u1160\u180e\u200b\u202a-\u202e\u2060-\u206f\u2800\u3164\ud800-\udfff\ufeff\uffa0"
    r"\ufff0-\ufffb\U000e0000-\U000e001f\U000e0080-\U000e00ff]"
    r"|(?<=[0-9A-Za-z])[\u200c-\u200f]+(?![^\x00-\x7f])"  # a joiner in or after a plain Latin word only hides
    r"|(?<![\U0001f3f4\U000e0020-\U000e007e])[\U000e0020-\U000e007f]"  # tags belong after a black flag
)
_QUOTES = ('"“”„‟', "'‘’‚‛", "«»")


def check_characters(text: str) -> str:
    """The text in NFC with every kind of line end as a newline; a `CommandError` where it holds what cannot be seen."""
    text = unicodedata.normalize("NFC", _NEWLINES.sub("\n", text))
    if found := _INVISIBLE.search(text):
        name = unicodedata.name(found[0][0], "a control character").lower()
        before = shown(text[max(0, found.start() - 20) : found.start()])
        where = f"after {before}" if found.start() else "at the start"
        what = f"an invisible character (U+{ord(found[0][0]):04X}, {name})"
        raise CommandError(f"There is {what} {where}: delete it and send again.", None)
    return text


def shown(text: str) -> str:
    """The person's own words inside an answer: short, on one line, and unable to open or close a code span."""
    words = " ".join(_INVISIBLE.sub("", text).split()).replace("`", "'")
    return f"“{words[:40]}…”" if len(words) > 40 else f"“{words}”"


def has_words(text: str) -> bool:
    """Whether there is anything to draw: a letter, a digit or a symbol such as an emoji."""
    return any(unicodedata.category(character)[0] in "LNS" for character in text)


def closing_quotes(text: str) -> str:
    """The marks that close a quotation that begins with this text; "" when it begins with none."""
    return next((marks for marks in _QUOTES if text[:1] and text[0] in marks), "")


def unquoted(text: str) -> str:
    """The text without the quotation marks that stand around the whole of it."""
    while (marks := closing_quotes(text)) and len(text) > 1 and text[-1] in marks:
        if any(character in marks for character in text[1:-1]):
            break
        text = text[1:-1].strip()
    return text


def quoted(text: str) -> str:
    """The text in quotation marks, where it holds none that would end them early."""
    return text if any(character in _QUOTES[0] for character in text) else f'"{text}"'
