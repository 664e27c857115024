"""A part of the dashboard whose code does not arrive: the rest of the page goes on."""

import re
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from playwright.async_api import Page, Route, expect

from tests.helpers import Api
from tests.web.conftest import Window
from tests.web.dashboard import looked_at, sign_in, signed_in
from tests.web.portal import heading, press


async def missing(route: Route) -> None:
    await route.fulfill(status=404)


async def offline(route: Route) -> None:
    await route.abort("internetdisconnected")


WRAP = """() => {
    const header = document.querySelector("header");
    const box = document.createElement("div");
    header.replaceWith(box);
    box.append(header);
}"""
"""What extensions and translators do to a page: React no longer finds the header where it has put it."""


def nothing_else_went_wrong(window: Window) -> None:
    """A browser reports what it could not load, and React what a boundary caught; these are meant here."""
    expected = ("Failed to load resource", "A part of the page could not be loaded", "to be removed is not a child")
    assert [text for text in window.wrong if not any(each in text for each in expected)] == []
    window.wrong.clear()


async def told(page: Page) -> None:
    alert = page.get_by_role("alert")
    await expect(alert).to_contain_text(
        "This part of the page could not be loaded. If trying again does not help, the gateway was updated since the"
        " page was opened: reload the page. Reloading the page signs you out."
    )


@pytest.mark.parametrize("answer", [missing, offline])
async def test_a_section_that_does_not_load_leaves_the_page_and_what_is_typed_and_loads_when_tried_again(
    api: Api, window: Window, tmp_path: Path, answer: Callable[[Route], Awaitable[None]]
) -> None:
    id = await api.organization(displayName="Acme")
    page = await signed_in(window, api, f"/organizations/{id}")
    await page.get_by_label("Slug").fill("acme")
    chunk = re.compile(r"/MembersSection-[^/]*\.js")
    await page.route(chunk, answer)
    await press(page, "Members", role="link")
    await told(page)
    await looked_at(page, tmp_path, "not-loaded")
    await heading(page, "Acme")
    await press(page, "Try again")
    await told(page)
    await press(page, "Details", role="link")
    await expect(page.get_by_label("Slug")).to_have_value("acme")
    await expect(page.get_by_role("alert")).to_have_count(0)
    await press(page, "Members", role="link")
    await told(page)
    await page.unroute(chunk)
    await press(page, "Try again")
    await expect(page.get_by_text("No member yet")).to_be_visible()
    await expect(page.get_by_role("alert")).to_have_count(0)
    nothing_else_went_wrong(window)


async def test_a_page_that_did_not_load_loads_when_one_comes_back_to_it(api: Api, window: Window) -> None:
    page = await signed_in(window, api)
    chunk = re.compile(r"/UsersPage-[^/]*\.js")
    await page.route(chunk, missing)
    await press(page, "Users", role="link")
    await told(page)
    await press(page, "Organizations", role="link")
    await heading(page, "Organizations")
    await page.unroute(chunk)
    await press(page, "Users", role="link")
    await heading(page, "Users")
    nothing_else_went_wrong(window)


async def test_a_part_that_is_gone_since_the_gateway_was_updated_is_there_after_a_reload(
    api: Api, window: Window
) -> None:
    page = await signed_in(window, api)
    chunk = re.compile(r"/UsersPage-[^/]*\.js")
    await page.route(chunk, missing)
    await press(page, "Users", role="link")
    await told(page)
    await press(page, "Try again")
    await told(page)
    await page.unroute(chunk)  # the page that is loaded now names what there is now
    await press(page, "Reload the page")
    await heading(page, "Sign in")
    await sign_in(page, api.token)
    await heading(page, "Users")
    nothing_else_went_wrong(window)


async def test_a_page_that_fails_as_a_whole_says_so_and_can_be_reloaded(
    api: Api, window: Window, tmp_path: Path
) -> None:
    page = await signed_in(window, api)
    await page.evaluate(WRAP)
    await press(page, "Sign out")
    await heading(page, "Something went wrong on this page")
    await expect(page.get_by_text("What you saved is kept. Reloading signs you out.")).to_be_visible()
    await press(page, "Reload the page")
    await heading(page, "Sign in")
    await sign_in(page, api.token)
    await heading(page, "Organizations")
    nothing_else_went_wrong(window)
