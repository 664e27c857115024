"""What an operator does in the dashboard, in steps that several tests take."""

import os
from pathlib import Path
from typing import Any

from playwright.async_api import Page, expect

from tests.helpers import Api
from tests.web.conftest import Window
from tests.web.portal import both_schemes, heading, press

NARROW, WIDE = {"width": 390, "height": 800}, {"width": 1000, "height": 800}
WHOLE = """query ($id: ID!) { organization(by: {id: $id}) {
    displayName externalId slug metadata logoUrl version features { name enabled } } }"""


async def organization_of(api: Api, id: str) -> Any:
    """What is stored of an organization; None once it is deleted."""
    return (await api(WHOLE, id=id))["organization"]


async def opened(window: Window, api: Api, place: str = "") -> Page:
    """The sign-in page of a place in the dashboard."""
    page = await window.context.new_page()
    await page.goto(f"{api.settings.public_url}/dashboard{place}")
    await heading(page, "Sign in")
    return page


async def sign_in(page: Page, credential: str | None) -> None:
    await page.get_by_label("API key or token").fill(credential or "")
    await press(page, "Sign in")


async def signed_in(window: Window, api: Api, place: str = "/organizations") -> Page:
    """A place in the dashboard, for the caller of `api`."""
    page = await opened(window, api, place)
    await sign_in(page, api.token)
    await expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    return page


async def go(page: Page, place: str, *, within: str = "/dashboard") -> None:
    """To a place in the dashboard, or in another page of the gateway, without losing the session."""
    await page.evaluate("place => { history.pushState(null, '', place); }", f"{within}{place}")


async def looked_at(page: Page, folder: Path, name: str) -> None:
    """Nothing serious in the page, light and dark, wide and narrow; pictures where the environment asks for any."""
    for width, size in (("narrow", NARROW), ("wide", WIDE)):
        await page.set_viewport_size(size)  # type: ignore[arg-type]
        assert await both_schemes(page) == [], width
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
        for scheme in ("dark", "light") if "GATEWAY_PICTURES" in os.environ else ():
            await page.emulate_media(color_scheme=scheme)
            await page.screenshot(path=folder / f"{name}-{width}-{scheme}.png", full_page=True)


async def picture(page: Page, name: str) -> None:
    """A picture for the README, where the environment names a folder for it."""
    if folder := os.environ.get("GATEWAY_PICTURES"):
        await page.set_viewport_size({"width": 1100, "height": 760})
        await page.screenshot(path=Path(folder) / f"{name}.png")


async def lists(page: Page, *names: str) -> None:
    """Wait until the list shows these organizations, in this order."""
    links = page.get_by_role("table", name="Organizations").get_by_role("link")
    await expect(links).to_have_text(list(names))
