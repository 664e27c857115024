"""What takes longer than a request may is ended, alone; one timer sees to all."""

import asyncio

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from asyncpg import Pool

from gateway.http.metrics import Metrics
from gateway.http.middleware import observe_requests
from gateway.http.time_limits import TimeLimit, TimeLimits


async def slept(limits: TimeLimits, seconds: float) -> str:
    with TimeLimit(limits):
        await asyncio.sleep(seconds)
    return "done"


async def test_only_what_takes_too_long_is_ended() -> None:
    limits = TimeLimits(0.1)
    found = await asyncio.gather(*(slept(limits, each) for each in (0, 20, 0.01, 20)), return_exceptions=True)
    assert [each if each == "done" else type(each) for each in found] == ["done", TimeoutError, "done", TimeoutError]
    assert not limits.running


async def test_each_has_its_own_time_from_its_beginning() -> None:
    limits = TimeLimits(0.2)
    loop = asyncio.get_running_loop()
    began = loop.time()

    async def begun_after(seconds: float) -> float:
        await asyncio.sleep(seconds)
        with pytest.raises(TimeoutError):
            await slept(limits, 20)
        return loop.time() - began

    ended = await asyncio.gather(begun_after(0), begun_after(0.1), begun_after(0.15))
    for after, at in zip((0, 0.1, 0.15), ended, strict=True):
        assert after + 0.2 <= at < after + 1


async def test_there_is_no_timer_when_nothing_has_run_for_long() -> None:
    limits = TimeLimits(0.05)
    assert await slept(limits, 0) == "done"
    await asyncio.sleep(0.1)
    assert limits.timer is None
    with pytest.raises(TimeoutError):
        await slept(limits, 20)


async def test_a_block_that_has_lifted_its_limit_goes_on() -> None:
    with TimeLimit(TimeLimits(0.05)) as limit:
        limit.lift()
        await asyncio.sleep(0.15)


async def test_who_is_cancelled_from_elsewhere_has_not_run_out_of_time() -> None:
    task = asyncio.create_task(slept(TimeLimits(20), 20))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_an_error_of_the_block_is_told_as_it_is() -> None:
    async def failing() -> None:
        with TimeLimit(TimeLimits(0.05)):
            try:
                await asyncio.sleep(20)
            except asyncio.CancelledError:
                raise LookupError from None

    with pytest.raises(LookupError):
        await failing()
    await asyncio.sleep(0)  # and the task is not cancelled any more


async def test_the_task_that_answers_504_is_not_being_cancelled_any_more(pool: Pool) -> None:
    async def handler(_: web.Request) -> web.Response:
        await asyncio.sleep(20)
        return web.Response()

    cancelling = []

    async def note(_: web.Request, response: web.StreamResponse) -> None:
        task = asyncio.current_task()
        cancelling.append(task and task.cancelling())

    app = web.Application(middlewares=[observe_requests(0.05, Metrics(pool))])
    app.router.add_get("/", handler)
    app.on_response_prepare.append(note)
    async with TestClient(TestServer(app)) as client:
        assert [(await client.get("/")).status for _ in range(2)] == [504, 504]
    assert cancelling == [0, 0]
