"""What no prompt may hold, found however it is written: spaced out, with digits for letters, with stars, stretched.

A word is found as a whole word only, so "kill" is not in "skill". Patterns are held against folded text.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from itertools import groupby

import regex

from bot.domain.rules import PatternKind
from bot.rules.moderation.folding import GAP, fold
from generation.errors import UserError

MAX_REGEX = 200  # characters
#: How long one pattern may take on one text, at the first try and at the second. `regex` counts the processor time of
#: the whole process, so on a busy one the first may run out on others' work; the second lets others go on meanwhile.
SECONDS = (0.1, 2.0)
PROBE_SECONDS = 0.02
_LOOKS = {"a": "4@", "b": "8", "e": "3€", "g": "96", "i": "1!|", "l": "1!|", "o": "0", "s": "5$", "t": "7+", "z": "2"}
_READ = str.maketrans("01345789@$!|€+", "oieastbgasiiet")  # the likeliest letter of each
_ONE_OF_EACH = str.maketrans("01|!l34@5$7869€2", "oiiiieaasstbggez")
_BETWEEN = rf"[\s.\-_*{GAP}•,/\\~+=()\[\]{{}}<>:;^\"`]{{0,3}}"  # no apostrophe: "he'll" is two words
_STRETCH = 3  # so many of a letter are one; two are not: "good" is no "god"
_UNSPACED = ((0x0E00, 0x109F), (0x1780, 0x17FF), (0x2E80, 0xA4CF), (0xAC00, 0xFFFF), (0x20000, 0x3FFFF))


class InvalidPattern(UserError):
    """A pattern that cannot be used; its sentence says why."""


class PatternTimeout(Exception):
    """A text that a pattern could not be held against in time."""


def check_pattern(pattern: str, kind: PatternKind) -> None:
    """Raises BadPattern for what finds nothing, everything, or takes for ever."""
    if kind != "regex":
        if sum(character.isalnum() for character in fold(pattern)) < 2:
            raise InvalidPattern("A pattern needs at least two letters or digits.")
        return
    if len(pattern) > MAX_REGEX:
        raise InvalidPattern(f"A regular expression has at most {MAX_REGEX} characters.")
    try:
        compiled = _regex(pattern)
    except regex.error as error:
        raise InvalidPattern(f"That is no regular expression: {error}.") from None
    if compiled.search(""):
        raise InvalidPattern("That matches nothing at all, so it would refuse every prompt.")
    # Long runs of the pattern's own characters that almost match.
    own = list(dict.fromkeys(character for character in pattern if character.isalnum())) or ["a"]
    try:
        for piece in (*own, "".join(own), "a", "1", " ", "ab", "a "):
            compiled.search(piece * (2000 // len(piece)) + "!\0", timeout=PROBE_SECONDS)
    except TimeoutError:
        raise InvalidPattern("That can take for ever on some prompts: avoid repeats within repeats.") from None


def find(pattern: str, kind: PatternKind, folded: str) -> str | None:
    """Where the pattern is in folded text, as it stands there; None where it is not. Raises PatternTimeout."""
    # Look closer where the letters are there in their order. A star may be any letter, and + a t or a gap.
    starred = "*" in folded or "+" in folded
    if kind != "regex" and not starred and _core(_words(pattern)) not in _squeezed(folded):
        return None
    for seconds in SECONDS:
        try:
            return _find(pattern, kind, folded, seconds, others_go_on=seconds != SECONDS[0])
        except TimeoutError:
            continue
    raise PatternTimeout


def _find(pattern: str, kind: PatternKind, folded: str, seconds: float, *, others_go_on: bool) -> str | None:
    if kind == "regex":
        for text in (folded, undo_leetspeak(folded)):
            if match := _regex(pattern).search(text, timeout=seconds, concurrent=others_go_on):
                return str(match[0])
        return None
    words = _words(pattern)
    candidates = _shape(words).finditer(folded, overlapped=True, timeout=seconds, concurrent=others_go_on)
    for match in candidates:
        # Each word has to be really there, and not made up of the ends and beginnings of others.
        if all(_stands(word, found) for word, found in zip(words, match.groups(), strict=True)):
            return str(match[0]).strip()
    return None


@lru_cache(maxsize=4096)
def _core(words: tuple[str, ...]) -> str:
    return _squeezed("".join(words))


@lru_cache(maxsize=64)
def _squeezed(folded: str) -> str:
    """Letters and digits alone, one of those that look alike for all of them, none twice in a row."""
    plain = folded.translate(_ONE_OF_EACH)
    return "".join(letter for letter, _ in groupby(filter(str.isalnum, plain)))


def undo_leetspeak(folded: str) -> str:
    """Digits in words as letters, spaced letters together: "b 4 d w0rd" → "bad word"."""
    words = []
    for word in folded.split():
        core = word.rstrip("!+")
        has_letter = any(character.isalpha() for character in word)
        words.append(core.translate(_READ) + word[len(core) :] if has_letter or len(word) == 1 else word)
    plain = " ".join(words)
    joined: str = regex.sub(r"(?<!\S)(?:[^\W\d_]\s){2,}[^\W\d_](?!\S)", lambda found: found[0].replace(" ", ""), plain)
    return joined


@lru_cache(maxsize=4096)
def _words(pattern: str) -> tuple[str, ...]:
    """Letters and digits only."""
    return tuple(word for word in regex.split(r"[\W_]+", fold(pattern)) if word)


@lru_cache(maxsize=4096)
def _shape(words: tuple[str, ...]) -> regex.Pattern[str]:
    """A group for each word."""
    before = "" if _is_unspaced(words[0][0]) else r"(?<![^\W\d_])"
    after = "" if _is_unspaced(words[-1][-1]) else r"(?![^\W\d_])"
    if words[0][0].isdigit():
        before = r"(?<!\w)"
    if words[-1][-1].isdigit():
        after = r"(?!\w)"
    return regex.compile(before + r"[\W_]{0,5}".join(f"({_loose(word)})" for word in words) + after)


def _loose(word: str) -> str:
    """A word in every way it may be written. Two letters are too few to be looked for in pieces."""
    runs = [(letter, len(list(run))) for letter, run in groupby(word)]
    if len(word) < 3 or not any(map(str.isalpha, word)):
        return str(regex.escape(word))
    parts, last = [], len(runs) - 1
    for place, (letter, count) in enumerate(runs):
        looks, starred = _class(letter), _class(letter, "" if place == 0 else "*")
        more = f"{looks}*" if count > 1 else f"(?:{looks}{{{_STRETCH - 1},}})?"
        final = looks if place == last else starred
        parts.append(_BETWEEN.join([*[starred] * (count - 1), final]) + more)
    return _BETWEEN.join(parts)


def _class(letter: str, more: str = "") -> str:
    """A letter and what is written for it; in the middle of a word also a star."""
    return f"[{regex.escape(letter + _LOOKS.get(letter, '') + more)}]"


def _stands(word: str, found: str) -> bool:
    letters = sum(character.isalpha() for character in found)
    if not any(map(str.isalpha, word)):
        return True
    pieces = found.split()
    if len(pieces) > 1:
        few = all(sum(each.isalnum() for each in piece) <= 2 for piece in pieces)
        return few and len(pieces) > 2 and 2 * letters >= len(word)
    signs = sum(character.isalnum() or ord(character) in _READ for character in found)  # the others are stars
    return letters > 0 and 2 * signs >= len(word)


def _is_unspaced(character: str) -> bool:
    """Scripts that put no spaces between words, such as Chinese and Thai."""
    return any(first <= ord(character) <= last for first, last in _UNSPACED)


@lru_cache(maxsize=1024)
def _regex(pattern: str) -> regex.Pattern[str]:
    """Held against folded text, so its own accents go, but for those at the ends of a range such as [à-ÿ]."""
    composed = unicodedata.normalize("NFC", pattern)
    bare = regex.sub(r"(?<!-)[\u00c0-\u024f](?!-)", lambda accented: fold(accented[0]), composed)
    return regex.compile(bare, regex.IGNORECASE)
