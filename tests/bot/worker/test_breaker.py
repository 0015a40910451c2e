"""How often a worker may die, and how long its model rests then, on a clock that the test turns."""

from __future__ import annotations

from bot.storage.jobs import MAX_DEATHS
from bot.worker.breaker import DEATHS, FIRST_PAUSE, FIRST_REST, LAST_REST, LOAD_TRIES, Breaker


def died(breaker: Breaker, times: int, *, loaded: bool = True) -> list[float]:
    return [breaker.died(loaded=loaded) for _ in range(times)]


def test_one_job_that_kills_its_workers_does_not_bring_the_model_down() -> None:
    breaker = Breaker()
    assert died(breaker, MAX_DEATHS) == [FIRST_PAUSE, 2 * FIRST_PAUSE, 4 * FIRST_PAUSE]
    assert not breaker.sentence


def test_a_model_that_crashes_on_and_on_rests_ever_longer() -> None:
    breaker = Breaker(clock=lambda: 0.0)
    died(breaker, DEATHS - 1)
    assert died(breaker, 9)[:3] == [FIRST_REST, 2 * FIRST_REST, 4 * FIRST_REST]
    assert died(breaker, 1) == [LAST_REST]
    assert breaker.sentence.startswith(
        "The model cannot be used just now: its process has ended 15 times in a row. It is"
    )


def test_loading_again_is_not_enough_to_be_forgiven_and_a_finished_job_is() -> None:
    breaker = Breaker()
    died(breaker, DEATHS)
    breaker.loaded()
    assert not breaker.sentence
    assert died(breaker, 1) == [2 * FIRST_REST]
    breaker.worked()
    assert not breaker.sentence
    assert died(breaker, 1) == [FIRST_PAUSE]


def test_a_model_that_does_not_load_is_down_sooner_and_one_that_says_why_at_once() -> None:
    breaker = Breaker(clock=lambda: 0.0)
    assert died(breaker, LOAD_TRIES, loaded=False)[-1] == FIRST_REST
    breaker = Breaker(clock=lambda: 0.0)
    assert breaker.died(loaded=False, reason="There is no device 'cuda:0'.") == FIRST_REST
    assert breaker.sentence == (
        "The model cannot be used just now: There is no device 'cuda:0'. It is tried again in about 30 s."
    )
