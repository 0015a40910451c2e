"""`.styles`, `.defaults`, `.price`, `.inspire` and `.cast`, said in a chat and drawn."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from PIL import Image
from sqlalchemy import delete

from bot.chat.context import Answer
from bot.chat.reply import reply_text
from bot.domain.jobs import Job
from bot.domain.requester import Requester
from bot.jobs.service import Service
from bot.storage.tables.admin import BlocklistRow, ServerRow
from bot.storage.tables.people import CastRow, PersonRow
from generation.provenance.png_metadata import facts_of
from story.request import StoryRequest
from tests.bot.service_kit import HERE, MIA, MemoryFrontend, build_app, chat_of, end_of, running

HOME = "home"
EVE = Requester("web", "eve", "Eve", server=HOME)
ADA = Requester("web", "ada", "Ada", server=HOME, admin=True)
AWAY = Requester("web", "ann", "Ann", server="elsewhere")


pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def started(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Service]:
    async with running(build_app(tmp_path_factory.mktemp("service"))) as service:
        yield service


@pytest_asyncio.fixture(loop_scope="module")
async def service(started: Service) -> AsyncIterator[Service]:
    """One for all; what a test has said that it likes is forgotten."""
    yield started
    async with started.stores.database.write() as session:
        for table in (BlocklistRow, CastRow, PersonRow, ServerRow):
            await session.execute(delete(table))


async def said(service: Service, text: str, requester: Requester = EVE) -> Answer:
    [answer] = await chat_of(service).handle_text(requester, text, HERE) or []
    return answer


async def drawn(service: Service, text: str, requester: Requester = EVE) -> tuple[Answer, Job]:
    answer = await said(service, text, requester)
    assert answer.job is not None, answer.text
    return answer, await end_of(service, answer.job)


def prompt_inside(job: Job, index: int = 0) -> str:
    """What the file itself says was drawn."""
    with Image.open(job.outcome.frames[index].path) as picture:
        return str(facts_of(picture)["prompt"])


async def actions(service: Service) -> list[tuple[str, str]]:
    async with service.stores.database.read() as session:
        return [(each.action, each.subject) for each in await service.stores.audit.latest(session, 50)]


async def test_a_server_s_style_is_listed_and_drawn_and_gone_when_it_is_removed(service: Service) -> None:
    assert not (await said(service, ".styles add dusk: {} at dusk", ADA)).refused
    listed = (await said(service, ".styles")).text
    assert "`watercolor`" in listed
    assert "`--style dusk`: {} at dusk" in listed
    _, job = await drawn(service, ".imagine a fox --style dusk")
    assert prompt_inside(job) == "a fox at dusk"
    assert (await said(service, ".imagine a fox --style dusk", AWAY)).text.startswith("There is no style “dusk”")
    assert not (await said(service, ".styles remove dusk", ADA)).refused
    assert (await said(service, ".imagine a fox --style dusk")).refused
    assert ("style.add", f"web:{HOME}") in await actions(service)


async def test_what_was_drawn_in_a_style_is_redone_in_it_when_it_is_gone(service: Service) -> None:
    await said(service, ".styles add dusk: at dusk, long shadows", ADA)
    _, job = await drawn(service, ".imagine a fox --style dusk")
    await said(service, ".styles remove dusk", ADA)
    again = await chat_of(service).redo(EVE, job.id, HERE)
    assert again.job is not None
    assert prompt_inside(await end_of(service, again.job)) == "a fox, at dusk, long shadows"


async def test_a_picture_is_restyled_in_a_server_s_style(service: Service) -> None:
    await said(service, ".styles add dusk: {} at dusk", ADA)
    _, job = await drawn(service, ".imagine a fox")
    _, other = await drawn(service, f".restyle {job.id[:8]} dusk")
    assert prompt_inside(other) == "a fox at dusk"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (".styles add dusk: {} at dusk", "Only admins can do that."),
        (".styles remove dusk", "Only admins can do that."),
        (".defaults set n 2 --server", "Only admins can do that."),
        (".defaults clear --server", "Only admins can do that."),
        (".defaults set factor 2", "`--factor` is no option of `.imagine` or `.story`"),
        (".defaults set ar 9:1", "between 1:4 and 4:1. Write it like this: `.defaults set ar 16:9`"),
        (".defaults set style nonsense", "There is no style “nonsense”"),
        (".cast remove Mia", "Nobody here is called Mia"),
    ],
)
async def test_what_is_not_theirs_or_does_not_go_is_refused(service: Service, line: str, words: str) -> None:
    answer = await said(service, line)
    assert answer.refused
    assert words in answer.text


async def test_an_admin_is_told_what_no_server_can_have(service: Service) -> None:
    assert (await said(service, ".styles add ink: {} in ink", ADA)).text.startswith("`ink` is a style already")
    assert "has no style `dawn`" in (await said(service, ".styles remove dawn", ADA)).text
    alone = Requester("web", "root", admin=True)
    assert "say it on the server that you mean" in (await said(service, ".defaults set n 2 --server", alone)).text


async def test_defaults_are_drawn_with_until_they_are_cleared(service: Service) -> None:
    await said(service, ".defaults set n 2")
    await said(service, ".defaults set steps 3 --server", ADA)
    shown = (await said(service, ".defaults")).text
    assert shown == "Yours: `--n 2`.\nThis server's: `--steps 3`."
    _, job = await drawn(service, ".imagine a fox")
    assert len(job.outcome.frames) == 2
    with Image.open(job.outcome.frames[0].path) as picture:
        assert facts_of(picture)["num_inference_steps"] == 3
    _, one = await drawn(service, ".imagine a fox --n 1")
    assert len(one.outcome.frames) == 1
    await said(service, ".defaults clear")
    assert len((await drawn(service, ".imagine a fox"))[1].outcome.frames) == 1
    assert (await said(service, ".defaults")).text.endswith("This server's: `--steps 3`.")


async def test_a_price_counts_permutations_and_defaults_and_spends_nothing(tmp_path: Path) -> None:
    engine = {"width": 256, "height": 256, "num_inference_steps": 32}  # two credits each
    async with running(build_app(tmp_path, engine=engine)) as service:
        assert (await said(service, ".price imagine a {fox,owl} --n 2")).text.startswith(
            "That would cost 8 credits, 4 for each of 2 prompts. You have 1,000 of 1,000 credits left today"
        )
        await said(service, ".defaults set n 3")
        assert (await said(service, ".price imagine a fox")).text.startswith("That would cost 6 credits. ")
        tale = await said(service, ".price story A fox runs. It sleeps.")
        assert tale.text.startswith("That would cost 4 credits. ")
        _, job = await drawn(service, ".imagine a fox --n 1")
        again = await said(service, f".price restyle {job.id[:8]} ink")
        assert again.text.startswith("That would cost 2 credits. ")
        assert "left today" in (await said(service, ".price imagine a fox --n 4")).text
        assert len(await service.history(EVE, 9)) == 1


async def test_somebody_saved_gets_their_looks_in_a_picture_and_the_reply_shows_it(service: Service) -> None:
    told = (await said(service, ".cast add mia: a small red fox with a green scarf")).text
    assert told == "Mia is known from now on: a small red fox with a green scarf."
    answer, job = await drawn(service, ".imagine Mia by the lake")
    assert prompt_inside(job) == "Mia the small red fox with a green scarf by the lake"
    assert "**Mia the small red fox with a green scarf by the lake**" in answer.text
    assert "Mia the small red fox" in reply_text(job)


async def test_somebody_saved_is_on_stage_in_a_story_and_the_reply_introduces_them(service: Service) -> None:
    await said(service, ".cast add Mia: a small red fox with a green scarf")
    await said(service, ".cast add Otto: a blue robot")
    answer, job = await drawn(service, ".story Mia walks to the lake. She sleeps.")
    assert isinstance(job.request, StoryRequest)
    assert job.request.cast == (("Mia", "a small red fox with a green scarf"),)
    assert prompt_inside(job, 1) == "Mia the small red fox with a green scarf sleeps. Lake."
    assert all(frame.cast == ("Mia",) for frame in job.outcome.frames)
    for text in (answer.text, reply_text(job)):
        assert "Mia: a small red fox with a green scarf" in text.splitlines()
        assert "Otto" not in text


async def test_a_story_that_goes_on_knows_whom_was_saved_and_keeps_whom_it_told_of(service: Service) -> None:
    await said(service, ".cast add Otto: a blue robot")
    story = (await said(service, ".story Mia the owl runs. She sleeps. --seed 7")).job
    assert story is not None
    await end_of(service, story)
    await said(service, ".cast add Mia: a small red fox")
    onward = (await said(service, f".continue {story.id[:8]} Mia meets Otto.")).job
    assert onward is not None and isinstance(onward.request, StoryRequest)
    assert onward.request.cast == (("Otto", "a blue robot"),)
    panel = (await said(service, f".panel {story.id[:8]} 2 edit otto sleeps.")).job
    assert panel is not None and isinstance(panel.request, StoryRequest)
    assert panel.request.cast == (("Otto", "a blue robot"),)
    assert panel.request.sentences[1] == "Otto sleeps."


async def test_a_server_s_cast_is_its_own_and_is_known_after_a_restart(tmp_path: Path) -> None:
    async with running(build_app(tmp_path)) as service:
        await said(service, ".cast add Mia: a red fox")
        await said(service, ".cast add Mia: a red fox with a hat")
    async with running(build_app(tmp_path, MemoryFrontend())) as service:
        assert (await said(service, ".cast")).text == "**Mia**: a red fox with a hat"
        assert "Nobody is known yet" in (await said(service, ".cast list", AWAY)).text
        assert "Nobody is known yet" in (await said(service, ".cast", MIA)).text
        await said(service, ".cast remove mia")
        assert "Nobody is known yet" in (await said(service, ".cast")).text


async def test_looks_that_no_prompt_may_hold_are_not_saved(service: Service) -> None:
    await said(service, ".blocklist add gore", ADA)
    assert "on the blocklist" in (await said(service, ".cast add Mia: a fox, gore")).text
    assert "on the blocklist" in (await said(service, ".styles add dark: {}, gore", ADA)).text


async def test_ideas_are_lines_that_can_be_said_and_have_to_do_with_the_theme(service: Service) -> None:
    *lines, origin = (await said(service, ".inspire dogs")).text.splitlines()
    assert origin == "From the Storybook's grammar."
    assert len(lines) >= 4
    assert all(line.startswith(("`.imagine ", "`.story ")) for line in lines)
    assert all(any(word in line.lower() for word in ("dog", "puppy", "pup", "hound")) for line in lines)
    answer, job = await drawn(service, lines[0].strip("`"))
    assert job.outcome.frames
    assert not answer.refused


async def test_a_theme_outside_the_world_is_said_to_be_one(service: Service) -> None:
    lines = (await said(service, ".inspire quantum physics")).text.splitlines()
    assert lines[0] == "Nothing comes to mind about quantum physics; perhaps one of these:"
    assert len(lines) > 4


async def test_ideas_need_no_torch() -> None:
    code = "import sys; from random import Random; from bot.features.preferences.prompt_ideas import ideas; "
    code += "ideas('', Random(1)); sys.exit('torch' in sys.modules)"
    await asyncio.to_thread(subprocess.run, [sys.executable, "-c", code], check=True)
