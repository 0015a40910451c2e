"""Conjugates the verbs of a sentence: "~pick it up and ~go home" becomes "picks it up and goes home", or "went".

Hand-written, as `inflect` is and for its reason: all verbs are known.
"""

from __future__ import annotations

import re
from functools import lru_cache

_MARK = re.compile(r"~(\w+)")
_BE = {(False, False): "is", (True, False): "are", (False, True): "was", (True, True): "were"}
_PAST = {
    "beat": "beat", "become": "became", "begin": "began", "blow": "blew", "bring": "brought", "burst": "burst",
    "buy": "bought", "carry": "carried", "catch": "caught", "chat": "chatted", "clap": "clapped", "come": "came",
    "cry": "cried", "do": "did", "drink": "drank", "drop": "dropped", "eat": "ate", "fall": "fell", "feel": "felt",
    "find": "found", "fly": "flew", "forget": "forgot", "get": "got", "give": "gave", "go": "went", "grab": "grabbed",
    "have": "had", "hold": "held", "hop": "hopped", "hug": "hugged", "hum": "hummed", "hurry": "hurried",
    "jog": "jogged",
    "keep": "kept", "lay": "laid", "leap": "leapt", "leave": "left", "lend": "lent", "let": "let", "lie": "lay",
    "light": "lit", "live": "lived", "lose": "lost", "make": "made", "meet": "met", "nap": "napped", "nod": "nodded",
    "put": "put", "read": "read",
    "reply": "replied", "rise": "rose", "run": "ran", "say": "said", "see": "saw", "set": "set", "shake": "shook",
    "shine": "shone",
    "sing": "sang", "sit": "sat", "sleep": "slept", "sob": "sobbed", "speak": "spoke", "spin": "spun",
    "spot": "spotted",
    "stand": "stood", "stop": "stopped", "swap": "swapped", "swing": "swung", "take": "took", "tell": "told",
    "throw": "threw", "travel": "travelled", "try": "tried", "wake": "woke", "wear": "wore", "weep": "wept",
}  # fmt: skip


@lru_cache(maxsize=4096)
def conjugate(words: str, plural: bool, past: bool) -> str:
    """The words with every verb marked "~" in its third person, singular or plural, present or past."""
    return _MARK.sub(lambda verb: _form(verb[1], plural, past), words)


def _form(verb: str, plural: bool, past: bool) -> str:
    if verb == "be":
        return _BE[plural, past]
    if past:
        return _PAST.get(verb) or verb + ("d" if verb.endswith("e") else "ed")
    if plural:
        return verb
    if verb == "have":
        return "has"
    if verb.endswith(("s", "x", "z", "ch", "sh", "o")):
        return verb + "es"
    return verb[:-1] + "ies" if verb.endswith("y") and verb[-2] not in "aeiou" else verb + "s"
