"""Which sentence before a story introduces somebody: "Mia: a small red fox".

A colon may stand anywhere, as in "At 5:30 Mia wakes.", "Panel 1: the hill." or "Mia: I am cold.". What only looks
like an introduction would be lost as a picture, so in doubt it is a sentence: the name has to be a name, the words have
to say what somebody looks like, and the story has to name them again, or the words to begin as a description does ("a
small red fox").
"""

from __future__ import annotations

import re
from itertools import pairwise


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_CAST_LINE = re.compile(
    r"((?:(?:Mr|Mrs|Ms|Mx|Dr|Prof|St|Capt|Sgt)\.\s)?[^\W\d_][^:：.!?\\]*?)\s*(?::(?=\s|[^\W\d_])|：)(?!//)\s*(.+)"
)
_LABELS = _words("""
    panel panels scene frame picture pictures image images photo page pages chapter part act step shot slide
    verse line item number title subtitle story tale prompt style setting scenery background place location time
    date weather mood theme plot cast note notes ps warning attention hint tip caution rule question answer
    recipe ingredients menu list news goal wish
    moral summary introduction intro prologue epilogue beginning end ending finale narrator caption text
    dialogue example day night morning noon afternoon evening midnight dawn dusk sunrise sunset today tomorrow
    yesterday week month year spring summer autumn fall winter monday tuesday wednesday thursday friday saturday
    sunday january february march april may june july august september october november december first second
    third fourth fifth sixth last next finally later then now soon suddenly meanwhile afterwards afterward
    before after once when while and but so or if because however still also at in on by from to with without
    here there this that these those he she it they we i you his her its their my our your who what where why
    how yes no ok okay oh ah well look listen remember result one two three four five six seven eight nine ten
    ii iii iv vi vii viii ix
""")
_PLACES = _words("""
    kitchen garden forest city town village beach hill river lake sea school castle house room park market mountain
    island desert street bedroom bathroom harbour harbor station library museum
""")
_UNSPACED_LABELS = re.compile(  # "Scene one", "Title", "the fox says", where no space parts the words
    r"(?:场景|場景|場面|シーン|第.{1,3}[章幕场場节節回話]|标题|標題|题目|旁白|地点|地點|时间|時間|タイトル|ナレーター|장면|제목).*|"
    r".*(?:说|說|道|问|問|喊|叫|答|想|言う|言った)"
)
_SUBJECTS = re.compile(r"(?:I|[Ww]e|[Yy]ou|[Hh]e|[Ss]he|[Ii]t|[Tt]hey|[Tt]here|[Ll]et)(?:['’]\w+)?(?!\w)")
_STATES = _words("is was has had wears wore looks looked likes")
_SPOKEN = re.compile(  # "My hat is gone", "Good morning", "One more for you"; but "a fox that is small"
    r"(?:hello|hi|hey|bye|goodbye|good (?:morning|day|evening|night)|thanks|thank|please|sorry|welcome|wow|hooray)\b|"
    r".*(?:\b(?:i|me|we|us|you|your|let['’]?s)\b|"
    r"(?<!who)(?<!that)(?<!which)(?<!and)(?<!or)\s(?:is|are|was|were|am|will|can|must|should|isn['’]t|aren['’]t)\b)",
    re.IGNORECASE,
)
_NOBODY = re.compile(  # "a city in the rain"; "a place"
    r"(?:an?|the|one|my|our)\s(?:[\w-]+\s){0,2}?(?:place|city|town|village|forest|garden|kitchen|room|house|hill|river|"
    r"lake|sea|beach|street|park|colou?r|tale|story|poem|song|time|season|year|day|night)"
    r"(?=$|[,;]|\s(?:in|of|on|at|by|with|from|where|full|and|under|near)\b)",
    re.IGNORECASE,
)
_DETERMINER = re.compile(r"(?:a|an|one|two|three|my|our|his|her|their)\s", re.IGNORECASE)
_ACTS = re.compile(  # "a fox wakes", but not "a fox with blue eyes", "a princess"
    r"\b(?:an?|the|one)\s+(?:(?!(?:with|in|on|of|from|and|at|who|whose|that|named|called)\b)[\w-]+\s+){1,4}?"
    r"(?!\w*(?:ss|us|is)\b)[a-z]{2,}s\b(?!\s*,)",
    re.IGNORECASE,
)
_LATIN = re.compile(r"[A-Za-z]")


def cast_line(sentence: str, later: str) -> tuple[str, str] | None:
    """(name, description) of a sentence that introduces somebody; `later` is the story after it."""
    match = _CAST_LINE.fullmatch(sentence)
    if match is None:
        return None
    name, looks = match[1], match[2].rstrip(".。 ") or match[2]
    if not _is_name(name) or not _can_describe(match[2]):
        return None
    story, own = later.casefold(), re.findall(r"\w+", name.casefold())
    called = [word for word in own if word not in ("the", "o", "mr", "mrs", "dr")]
    is_named = not set(re.findall(r"\w+", story)).isdisjoint(called)  # again, by any word of the name
    if is_named or any(word in story for word in called if not word.isascii()):
        return name, looks
    begins_as_one = _DETERMINER.match(looks) or not _LATIN.search(looks)
    return (name, looks) if begins_as_one and not _ACTS.search(looks) else None


def is_spoken(sentence: str) -> bool:
    """Whether it has a name and a colon before what somebody may say, as a line of a play."""
    match = _CAST_LINE.fullmatch(sentence)
    return match is not None and _is_name(match[1])


def begins_plainly(looks: str) -> bool:
    """Whether it begins as "a small red fox" does, and hardly anything that is said."""
    return re.match(r"an?\s", looks, re.IGNORECASE) is not None


def _is_name(text: str) -> bool:
    """One to three capitalised words ("Leo the lion"), none of which numbers or announces a part of the story."""
    words = text.split()
    if len(words) > 3 or words[0][0].islower() or words[-1].casefold() in _PLACES:
        return False
    if any(word[0].islower() and "the" not in (before, word) for before, word in pairwise(words)):
        return False
    if _UNSPACED_LABELS.fullmatch(text):
        return False
    return not any(word.isdigit() or word.casefold() in _LABELS - {"the"} for word in words)


def _can_describe(words: str) -> bool:
    """Not what somebody says or does: "I am cold", "“Come!”", "wakes up"."""
    if words[0] in "\"“„«「'‘" or words[-1] in "!?！？" or _SUBJECTS.match(words):
        return False
    if words[0] in "我你您私僕俺" or not re.search(r"[\w.…]", words):
        return False
    first, _, more = words.partition(" ")
    if _NOBODY.match(words.rstrip(".。 ")) or (first not in _STATES and _SPOKEN.match(words)):
        return False
    does = re.fullmatch(r"(?!\w*(?:ss|us|is)$)[a-z]{2,}s", first) is not None and first not in _STATES
    return not (does and more)
