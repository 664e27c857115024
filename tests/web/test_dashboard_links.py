"""Portal links of an organization in the dashboard: generated, shown once, listed with their state, revoked."""

import re
from pathlib import Path

from asyncpg import Pool
from playwright.async_api import Locator, Page, expect

from tests.graph.portal import OPEN, customer, switch
from tests.helpers import Api
from tests.web.conftest import Application, Window
from tests.web.dashboard import looked_at, sign_in, signed_in
from tests.web.portal import heading, holding, link_of, press


def row(page: Page, text: str) -> Locator:
    return page.get_by_role("row").filter(has_text=text)


async def generating(page: Page) -> Locator:
    await press(page, "Generate a link")
    return page.get_by_role("dialog", name="Generate a portal link")


async def made(page: Page) -> str:
    """The URL of the link that was made just now."""
    await press(page, "Generate")
    await expect(page.get_by_role("dialog", name="The link is ready")).to_be_visible()
    return await page.get_by_label("Portal link", exact=True).input_value()


async def test_a_link_is_generated_shown_once_and_opens_the_portal(api: Api, window: Window, tmp_path: Path) -> None:
    id = await customer(api, displayName="Acme Corporation")
    await switch(api, id, "DIR_SYNC", enabled=True)
    page = await signed_in(window, api, f"/organizations/{id}/portal-links")
    await expect(page.get_by_text("No link yet")).to_be_visible()
    await looked_at(page, tmp_path, "no-links")
    dialog = await generating(page)
    await expect(dialog.get_by_role("checkbox")).to_have_count(2)
    await dialog.get_by_role("checkbox", name="Directory sync").uncheck()
    await looked_at(page, tmp_path, "generate")
    url = await made(page)
    await window.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await press(page, "Copy Portal link")
    await expect(page.get_by_text("Portal link was copied")).to_be_attached()
    assert await page.evaluate("navigator.clipboard.readText()") == url
    await looked_at(page, tmp_path, "made")
    await press(page, "Done")
    await expect(row(page, "To send")).to_contain_text("Single sign-on")
    await expect(row(page, "To send")).not_to_contain_text("Directory sync")
    secret = url.partition("#")[2]
    assert secret not in await page.content()
    await page.reload()
    await sign_in(page, api.token)
    await expect(row(page, "To send")).to_contain_text("Single sign-on")
    assert secret not in await page.content()
    portal = await window.context.new_page()
    await portal.goto(url)
    await heading(portal, "Single sign-on")


async def test_a_click_beside_a_dialog_loses_neither_what_is_typed_nor_what_is_shown_once(
    api: Api, window: Window, application: Application
) -> None:
    id = await customer(api)
    page = await signed_in(window, api, f"/organizations/{id}/portal-links")
    dialog = await generating(page)
    await dialog.get_by_role("radio", name="For an iframe").check()
    await dialog.get_by_label("Origin of the page with the iframe").fill(application.origin)
    await page.mouse.click(5, 5)
    url = await made(page)
    await page.mouse.click(5, 5)
    await page.wait_for_timeout(500)
    await expect(page.get_by_label("Portal link", exact=True)).to_have_value(url)
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await expect(row(page, "For an iframe")).to_contain_text(application.origin)


async def test_a_dialog_stays_until_what_it_has_sent_is_answered(api: Api, window: Window) -> None:
    id = await customer(api)
    page = await signed_in(window, api, f"/organizations/{id}/portal-links")
    dialog = await generating(page)
    answering = await holding(page, "generatePortalLink")
    await press(page, "Generate")
    await expect(dialog.get_by_role("button", name="Generate")).to_have_attribute("aria-disabled", "true")
    await page.keyboard.press("Escape")
    await dialog.get_by_role("button", name="Cancel").dispatch_event("click")
    await page.wait_for_timeout(500)
    answering.set()
    await expect(page.get_by_label("Portal link", exact=True)).to_have_value(re.compile("/portal#"))
    await press(page, "Done")
    await expect(page.get_by_role("dialog")).to_have_count(0)


async def test_what_is_wrong_with_a_link_is_told_beside_its_field(
    api: Api, window: Window, application: Application, tmp_path: Path
) -> None:
    id = await customer(api, displayName="Acme Corporation")
    page = await signed_in(window, api, f"/organizations/{id}/portal-links")
    dialog = await generating(page)
    await dialog.get_by_role("radio", name="For an iframe").check()
    origin = dialog.get_by_label("Origin of the page with the iframe")
    await origin.fill("https://stranger.example")
    await press(page, "Generate")
    await expect(dialog.get_by_text("The origin must be among the origins of GATEWAY_EMBED_ORIGINS.")).to_be_visible()
    await expect(origin).to_be_focused()
    await expect(origin).to_have_attribute("aria-invalid", "true")
    await dialog.get_by_role("checkbox", name="Single sign-on").uncheck()
    await origin.fill(application.origin)
    await press(page, "Generate")
    await expect(dialog.get_by_text("The choice must name a feature")).to_be_visible()
    await looked_at(page, tmp_path, "faults")
    await dialog.get_by_role("checkbox", name="Single sign-on").check()
    await made(page)
    await press(page, "Done")
    await expect(row(page, "For an iframe")).to_contain_text(application.origin)


async def test_a_link_needs_a_feature_that_is_on(api: Api, window: Window) -> None:
    id = await api.organization()
    page = await signed_in(window, api, f"/organizations/{id}/portal-links?new=yes")
    await expect(page.get_by_role("dialog", name="Nothing to set up yet")).to_be_visible()
    await press(page, "Close")
    await switch(api, id, "SSO", enabled=True)
    dialog = await generating(page)
    await expect(dialog.get_by_role("button", name="Generate")).to_be_visible()
    await switch(api, id, "SSO", enabled=False)
    await press(page, "Generate")
    await expect(dialog.get_by_role("alert")).to_contain_text("A feature was switched off meanwhile")


async def test_links_are_listed_with_their_state_which_follows_what_happens(
    api: Api, window: Window, pool: Pool, tmp_path: Path
) -> None:
    id = await customer(api, displayName="Acme Corporation")
    live = await link_of(api, id)
    for name, kind in (("used", "EMBED"), ("expired", "SHARE"), ("revoked", "SHARE")):
        link = await link_of(api, id, kind=kind)
        if name == "used":
            await api(OPEN, secret=link["url"].partition("#")[2])
        elif name == "expired":
            await pool.execute("UPDATE portal_links SET expires_at = now() WHERE id = $1", link["id"])
        else:
            await api.mutate("revokePortalLink", id=link["id"])
    page = await signed_in(window, api, f"/organizations/{id}/portal-links")
    for state in ("Active", "Used", "Expired", "Revoked"):
        await expect(page.get_by_role("table").get_by_text(state, exact=True).filter(visible=True)).to_have_count(1)
    await looked_at(page, tmp_path, "links")
    await expect(row(page, live["id"])).to_contain_text("Never")
    await api(OPEN, secret=live["url"].partition("#")[2])
    await expect(row(page, live["id"])).to_contain_text("Once")
    # The live one's, and that of the one whose session goes on.
    await expect(page.get_by_role("button", name="Revoke")).to_have_count(2)
    await row(page, live["id"]).get_by_role("button").click()
    await page.get_by_role("dialog", name="Revoke this link?").get_by_role("button", name="Revoke").click()
    await expect(page.get_by_role("table").get_by_text("Revoked", exact=True).filter(visible=True)).to_have_count(2)
    opened = await api(OPEN, secret=live["url"].partition("#")[2])
    assert opened["openPortalSession"]["code"] == "LINK_REVOKED"


async def test_a_link_expires_before_the_eyes_of_who_looks(api: Api, window: Window) -> None:
    id = await customer(api)
    link = await link_of(api, id, kind="SHARE")
    page = await window.context.new_page()
    await page.clock.install()
    await page.goto(f"{api.settings.public_url}/dashboard/organizations/{id}/portal-links")
    await sign_in(page, api.token)
    await expect(row(page, link["id"])).to_contain_text("Active")
    await page.clock.fast_forward(8 * 86_400_000)
    await expect(row(page, link["id"])).to_contain_text("Expired")
    await expect(page.get_by_role("button", name="Revoke")).to_have_count(0)


async def test_who_only_reads_links_is_offered_nothing_to_write(api: Api, window: Window) -> None:
    id = await customer(api)
    link = await link_of(api, id)
    caller = await api.with_scopes("organizations:read", "portal_links:read")
    page = await signed_in(window, caller, f"/organizations/{id}/portal-links?new=yes")
    await expect(row(page, link["id"])).to_contain_text("Active")
    await expect(page.get_by_role("button", name="Generate a link")).to_have_count(0)
    await expect(page.get_by_role("button", name="Revoke")).to_have_count(0)
    await expect(page.get_by_role("dialog")).to_have_count(0)
