"""Where the focus goes in the dashboard when what had it is no longer there."""

import asyncio
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, Route, expect

from tests.graph.people import membership, user
from tests.graph.portal import customer
from tests.helpers import Api
from tests.web.conftest import Window
from tests.web.dashboard import signed_in
from tests.web.portal import press


async def settled(page: Page, focused: Locator) -> None:
    """It has the focus, and nothing takes it away afterwards."""
    await expect(focused).to_be_focused()
    await page.wait_for_timeout(1_500)
    await expect(focused).to_be_focused()


@pytest.mark.parametrize("late", ["nothing", "mutation", "query"])
async def test_after_an_organization_is_deleted_and_after_it_is_restored_the_focus_is_on_its_heading(
    api: Api, window: Window, late: str
) -> None:
    async def answer(route: Route) -> None:
        """So that events tell of what a mutation did before its answer does, or long before the page is asked again."""
        answered = await route.fetch()
        if f'"query":"{late}' in (route.request.post_data or ""):
            await asyncio.sleep(1)
        await route.fulfill(response=answered)

    id = await api.organization(displayName="Acme")
    page = await signed_in(window, api, f"/organizations/{id}")
    title = page.get_by_role("heading", name="Acme", level=1)
    await expect(title).to_be_focused()
    await page.route("**/graphql", answer)
    await press(page, "Delete")
    await page.get_by_role("alertdialog").get_by_role("button", name="Delete").click()
    await expect(page.get_by_text("It can be restored until")).to_be_visible()
    await settled(page, title)
    await press(page, "Restore")
    await expect(page.get_by_label("Slug")).to_be_visible()
    await settled(page, title)


async def test_after_a_draft_is_discarded_the_focus_is_on_the_first_field(api: Api, window: Window) -> None:
    id = await api.organization(displayName="Acme")
    page = await signed_in(window, api, f"/organizations/{id}")
    await page.get_by_label("Slug").fill("acme")
    await page.get_by_role("button", name="Discard").focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("Slug")).to_have_value("")
    await expect(page.get_by_label("Name", exact=True)).to_be_focused()


async def test_after_the_logo_is_removed_the_focus_is_on_the_button_that_uploads_one(
    api: Api, window: Window, tmp_path: Path
) -> None:
    id = await api.organization(displayName="Acme", logoUrl="https://acme.example/logo.svg")
    page = await signed_in(window, api, f"/organizations/{id}")
    await page.get_by_role("button", name="Remove", exact=True).focus()
    await page.keyboard.press("Enter")
    upload = page.get_by_role("button", name="Upload a logo")
    await settled(page, upload)


@pytest.mark.parametrize(
    ("place", "pressed"),
    [
        ("/organizations?search=nobody", "Show all"),
        ("/users?search=nobody", "Show all"),
        ("/organizations/{id}/members?search=nobody", "Show all"),
        ("/organizations/{id}/members?after=nowhere", "Go to the first page"),
    ],
)
async def test_what_brings_a_list_back_and_goes_itself_leaves_the_focus_on_the_content(
    api: Api, window: Window, place: str, pressed: str
) -> None:
    id = await customer(api, displayName="Acme")
    await membership(api, id, await user(api))
    page = await signed_in(window, api, place.format(id=id))
    button = page.get_by_role("button", name=pressed)
    await button.focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("table")).to_be_visible()
    await settled(page, page.get_by_role("main"))
