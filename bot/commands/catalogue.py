"""The commands: their names, a line that works, and what they do; read by the parser's answers and by the help."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class CommandInfo:
    example: str  # without the prefix
    meaning: str
    notes: tuple[str, ...] = ()  # further lines of its help
    forms: tuple[tuple[str, str], ...] = ()  # further lines that work, and what they do
    admin: bool = False  # shown to admins only
    ids: bool = False  # people and places are named in it by their numbers


FIRST: Mapping[str, CommandInfo] = MappingProxyType(
    {
        "imagine": CommandInfo(
            "imagine a red fox in the snow",
            "draws a picture",
            ("`{fox,owl}` in it draws one picture of each; `\\{` is a brace.", "Options come after the text:"),
        ),
        "story": CommandInfo(
            "story Mia the red fox finds a lantern. She carries it up the hill.",
            "draws one picture for every sentence",
            (
                "Sentences may stand on lines of their own.",
                "`Mia: a red fox with a blue scarf` on a line before them says what Mia looks like.",
                "`[NC]` before a sentence keeps everybody out of its picture.",
                "Options come after the text:",
            ),
        ),
        "queue": CommandInfo("queue", "shows what is being drawn and what waits"),
        "cancel": CommandInfo("cancel 1a2b3c4d", "stops a picture; without its number, your latest"),
        "history": CommandInfo("history 5", "shows your latest pictures"),
        "quota": CommandInfo("quota", "shows your credits", ids=True),
        "help": CommandInfo("help imagine", "explains a command and lists its options"),
    }
)

FOLLOWUPS: Mapping[str, CommandInfo] = MappingProxyType(
    {
        "describe": CommandInfo("describe", "says what an attached picture shows"),
        "enlarge": CommandInfo("enlarge 1a2b3c4d 1", "makes a picture larger; `1` is the first one of its job"),
        "vary": CommandInfo("vary 1a2b3c4d 1", "draws anew from a picture; `1` is the first one of its job"),
        "video": CommandInfo("video 1a2b3c4d 1", "shows how a picture came to be"),
        "export": CommandInfo("export 1a2b3c4d pdf", "gives a story as a `pdf`, `gif`, `mp4`, `cbz` or `zip`"),
        "panel": CommandInfo(
            "panel 1a2b3c4d 2 redo",
            "draws one picture of a story again and keeps all others",
            forms=(
                ("panel 1a2b3c4d 2 edit She finds a key.", "draws it from another sentence"),
                ("panel 1a2b3c4d 2 insert It rains.", "puts a new picture in its place, before it"),
                ("panel 1a2b3c4d 2 remove", "takes it out"),
            ),
        ),
        "continue": CommandInfo("continue 1a2b3c4d She opens the door. It is dark.", "goes on with a story"),
        "plan": CommandInfo(
            "plan 1a2b3c4d draw",
            "draws a story as it was planned with `--plan`",
            (
                "It says of every picture `who`, `place`, `time`, `weather`, `held` and `absent`, `;` between several.",
                "Nothing is charged before it is drawn.",
            ),
            forms=(
                ("plan 1a2b3c4d 2 place: forest", "changes what it says of a picture"),
                ("plan 1a2b3c4d 2 who: Mia: red fox, wearing green scarf; Otto: owl", "says who is in it"),
                ("plan 1a2b3c4d", "shows the plan of a story"),
            ),
        ),
        "restyle": CommandInfo("restyle 1a2b3c4d ink", "draws it in another style, with the same cast"),
    }
)

PREFERENCES: Mapping[str, CommandInfo] = MappingProxyType(
    {
        "cast": CommandInfo(
            "cast add Mia: a small red fox with a green scarf",
            "introduces somebody to all stories of this server",
            ("An attached picture becomes their sheet, which models that look at pictures are shown in every story.",),
            forms=(
                ("cast sheet Mia", "draws a sheet of Mia, or takes the attached picture for it"),
                ("cast sheet Mia 1a2b3c4d.2", "takes a picture of yours for it"),
                ("cast keep 1a2b3c4d", "introduces whom that story tells of by name and looks"),
                ("cast remove Mia", "lets stories forget Mia"),
                ("cast list", "shows whom they know"),
            ),
        ),
        "styles": CommandInfo(
            "styles",
            "shows the styles there are",
            forms=(
                ("styles add dusk: {} at dusk, long shadows", "gives this server a style; `{}` is the prompt's place"),
                ("styles remove dusk", "takes it away again"),
            ),
        ),
        "loras": CommandInfo(
            "loras",
            "shows the LoRAs and textual inversions there are",
            ("`<lora:ink:0.8>` in a prompt is `--lora ink:0.8`; `<name>` is a textual inversion.",),
            forms=(("loras ink", "shows those with a word in their name or trigger words"),),
        ),
        "defaults": CommandInfo(
            "defaults",
            "shows the options that your requests have by themselves",
            forms=(
                ("defaults set style ink", "gives them one"),
                ("defaults clear", "takes all away"),
                ("defaults set ar 16:9 --server", "does so for everybody on this server"),
            ),
        ),
        "inspire": CommandInfo("inspire the sea", "has ideas for prompts"),
        "price": CommandInfo("price imagine a {fox,owl} --n 4", "says what a command would cost"),
    }
)

PRIVACY: Mapping[str, CommandInfo] = MappingProxyType(
    {
        "mydata": CommandInfo(
            "mydata",
            "gives you all that is stored of you",
            forms=(("mydata 2", "gives you its second part, where there is too much for one file"),),
        ),
        "forget": CommandInfo(
            "forget 1a2b3c4d",
            "erases what you asked for and its pictures",
            ("It asks first: `yes` after it means that you are sure.",),
            forms=(("forget everything", "erases all that is stored of you"),),
        ),
        "verify": CommandInfo("verify", "says whether an attached picture was drawn here", ("A hash does as well.",)),
        "report": CommandInfo("report 1a2b3c4d shows somebody I know", "tells the admins of a picture"),
    }
)

ADMIN: Mapping[str, CommandInfo] = MappingProxyType(
    {
        "stats": CommandInfo("stats week", "shows the use over a `day`, `week` or `month`"),
        "blocklist": CommandInfo(
            "blocklist",
            "shows what no prompt may hold",
            forms=(
                ("blocklist add some words", "adds a word, a phrase, or a `/regex/`"),
                ("blocklist remove some words", "takes it out"),
                ("blocklist test a prompt", "says what would refuse a prompt"),
            ),
            admin=True,
        ),
        "ban": CommandInfo(
            "ban 1234 7d spam",
            "lets somebody ask for nothing for `30m`, `12h`, `7d`, `4w`, or for good",
            admin=True,
            ids=True,
        ),
        "unban": CommandInfo("unban 1234", "lets them ask again", admin=True, ids=True),
        "pause": CommandInfo("pause", "draws nothing for now; requests wait", admin=True),
        "resume": CommandInfo("resume", "draws and takes requests again", admin=True),
        "drain": CommandInfo("drain", "draws what waits and takes nothing new", admin=True),
        "allow": CommandInfo(
            "allow channel 1234", "takes requests in channels, or of roles, that are named only", admin=True, ids=True
        ),
        "disallow": CommandInfo("disallow role 1234", "takes that back", admin=True, ids=True),
        "nsfw": CommandInfo(
            "nsfw channel", "lets such pictures through never (`off`), in marked channels, or always (`on`)", admin=True
        ),
        "audit": CommandInfo(
            "audit 20",
            "shows who did what to whom",
            forms=(("audit verify", "says whether anybody has changed that"),),
            admin=True,
        ),
        "desk": CommandInfo("desk", "gives you a link to the admin's page", admin=True),
    }
)

FURTHER: Mapping[str, CommandInfo] = MappingProxyType({**FOLLOWUPS, **PREFERENCES, **PRIVACY, **ADMIN})
COMMANDS: Mapping[str, CommandInfo] = MappingProxyType({**FIRST, **FURTHER})

QUOTA_FORMS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "set": ("quota set user 1234 day 500", "sets how many credits there are per day or month"),
        "grant": (
            "quota grant user 1234 day 200",
            "adds credits for this day or month; `--days 7` after it makes them last so long",
        ),
        "reset": ("quota reset user 1234 day", "makes what was used this day or month free again"),
        "show": ("quota show user 1234", "shows the credits of a user, a role, a server or the default"),
        "export": ("quota export", "gives the whole ledger as a file"),
    }
)
