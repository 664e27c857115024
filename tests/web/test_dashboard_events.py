"""Events of an organization in the dashboard: readable, older ones on request, new ones by themselves."""

from pathlib import Path

from playwright.async_api import Locator, Page, expect

from tests.graph.portal import complete, customer, saml, switch
from tests.helpers import Api
from tests.web.conftest import Window
from tests.web.dashboard import looked_at, signed_in
from tests.web.portal import press


def items(page: Page) -> Locator:
    return page.locator("details > summary")


async def newest(page: Page, text: str) -> None:
    await expect(items(page).first).to_contain_text(text)


async def live(page: Page) -> None:
    """Wait until what happens comes by itself."""
    await expect(page.get_by_text("Live: what happens now comes by itself")).to_be_visible()


async def test_events_are_told_in_words_with_what_was_and_what_is(api: Api, window: Window, tmp_path: Path) -> None:
    id = await customer(api, displayName="Acme Corporation", metadata={"plan": "free"})
    await api.mutate("updateOrganization", id=id, displayName="Acme Limited", metadata={"plan": "enterprise"})
    await saml(api, id, **complete())
    await api.mutate("inviteUser", organizationId=id, email="ada@example.com")
    page = await signed_in(window, api, f"/organizations/{id}/events")
    await expect(items(page)).to_have_count(5)
    for place, text in enumerate(
        [
            "Invitation sent ada@example.com",
            "Connection created Okta",
            "Organization changed Acme Limited",
            "Feature switched on Single sign-on",
            "Organization created Acme Corporation",
        ]
    ):
        await expect(items(page).nth(place)).to_contain_text(text)
    await items(page).nth(2).focus()
    await page.keyboard.press("Enter")
    changes = page.get_by_role("table")
    for name, before, after in (
        ("Display name", "Acme Corporation", "Acme Limited"),
        ("Metadata: plan", "free", "enterprise"),
    ):
        cells = changes.get_by_role("row", name=name).get_by_role("cell")
        await expect(cells).to_have_text([before, after])
    await expect(changes.get_by_role("row")).to_have_count(3)
    await items(page).nth(1).click()
    await looked_at(page, tmp_path, "events")


async def test_what_happens_comes_without_reload_once_each_and_in_order(api: Api, window: Window) -> None:
    id = await customer(api, displayName="Acme Corporation")
    page = await signed_in(window, api, f"/organizations/{id}/events")
    await newest(page, "Feature switched on")
    await live(page)
    made = await saml(api, id, **complete())
    await newest(page, "Connection created")
    await api.mutate("enableConnection", id=made["id"])
    await api.mutate("disableConnection", id=made["id"])
    await newest(page, "Connection disabled")
    await expect(page.get_by_text("New: Connection disabled")).to_be_attached()
    await expect(items(page)).to_have_count(5)
    await expect(items(page).nth(1)).to_contain_text("Connection enabled")


async def test_nothing_is_lost_or_told_twice_when_the_connection_is_lost(api: Api, window: Window) -> None:
    id = await customer(api)
    page = await signed_in(window, api, f"/organizations/{id}/events")
    await live(page)
    await saml(api, id, displayName="Before")
    await newest(page, "Before")
    await window.context.set_offline(offline=True)
    await page.evaluate("window.dispatchEvent(new Event('offline'))")
    await saml(api, id, displayName="Meanwhile")
    await window.context.set_offline(offline=False)
    await saml(api, id, displayName="After")
    await newest(page, "After")
    await expect(items(page).nth(1)).to_contain_text("Meanwhile")
    await expect(items(page)).to_have_count(5)


async def test_older_events_are_paged_and_events_can_be_of_one_subject(api: Api, window: Window) -> None:
    id = await api.organization(displayName="Acme Corporation")
    for _ in range(15):
        await switch(api, id, "SSO", enabled=True)
        await switch(api, id, "SSO", enabled=False)
    await saml(api, id)
    page = await signed_in(window, api, f"/organizations/{id}/events")
    await expect(items(page)).to_have_count(25)
    await press(page, "Show older events")
    await expect(items(page)).to_have_count(32)
    await expect(items(page).last).to_contain_text("Organization created")
    await expect(page.get_by_role("button", name="Show older events")).to_have_count(0)
    await page.get_by_label("About").select_option("Connections")
    await expect(items(page)).to_have_count(1)
    assert page.url.endswith("/events?about=connections")
    await live(page)
    await switch(api, id, "SSO", enabled=True)
    await saml(api, id, displayName="Second")
    await newest(page, "Second")
    await expect(items(page)).to_have_count(2)
    await page.get_by_label("About").select_option("Members")
    await expect(page.get_by_text("Nothing has happened yet")).to_be_visible()
