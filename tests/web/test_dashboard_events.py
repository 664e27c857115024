"""Events of an organization in the dashboard: readable, older ones on request, new ones by themselves."""

import re
from pathlib import Path

from playwright.async_api import Locator, Page, WebSocketRoute, expect

from tests.graph.portal import complete, customer, saml, switch
from tests.helpers import Api
from tests.web.conftest import Window
from tests.web.dashboard import looked_at, signed_in
from tests.web.portal import heading, press


def items(page: Page) -> Locator:
    return page.locator("details > summary")


async def newest(page: Page, text: str) -> None:
    await expect(items(page).first).to_contain_text(text)


async def name_of(api: Api, id: str) -> str:
    data = await api("query ($id: ID!) { organization(by: {id: $id}) { displayName } }", id=id)
    name: str = data["organization"]["displayName"]
    return name


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


class Line:
    """The way between the page and the gateway's websocket, which can be cut."""

    def __init__(self) -> None:
        self.is_cut = False
        self.open: list[WebSocketRoute] = []

    async def connect(self, route: WebSocketRoute) -> None:
        if self.is_cut:
            await route.close(code=1012)
        else:
            route.connect_to_server()
            self.open.append(route)

    async def cut(self) -> None:
        self.is_cut = True
        for route in self.open:
            await route.close(code=1012)


async def test_what_happens_while_the_connection_is_lost_comes_afterwards_once(api: Api, window: Window) -> None:
    id = await customer(api)
    line = Line()
    await window.context.route_web_socket(re.compile("/graphql"), line.connect)
    page = await signed_in(window, api, f"/organizations/{id}/events")
    await live(page)
    await saml(api, id, displayName="Before")
    await newest(page, "Before")
    await line.cut()
    await expect(page.get_by_text("Connecting …")).to_be_visible()
    await saml(api, id, displayName="Meanwhile")
    line.is_cut = False
    await live(page)
    await newest(page, "Meanwhile")
    await saml(api, id, displayName="After")
    await newest(page, "After")
    await expect(items(page)).to_have_count(5)


async def test_what_cannot_be_read_is_said_with_a_way_to_try_again(api: Api, window: Window) -> None:
    id = await api.organization()
    for _ in range(13):
        await switch(api, id, "SSO", enabled=True)
        await switch(api, id, "SSO", enabled=False)
    page = await signed_in(window, api, f"/organizations/{id}")
    await heading(page, await name_of(api, id))
    await page.route("**/graphql", lambda route: route.abort())
    await press(page, "Events", role="link")
    failure = page.get_by_role("alert").filter(has_text="The server could not be reached.")
    await expect(failure).to_be_visible()
    await page.unroute("**/graphql")
    await press(page, "Try again")
    await expect(items(page)).to_have_count(25)
    await page.route("**/graphql", lambda route: route.abort())
    await press(page, "Show older events")
    await expect(failure).to_be_visible()
    await expect(items(page)).to_have_count(25)
    await page.unroute("**/graphql")
    await press(page, "Try again")
    await expect(items(page)).to_have_count(27)
    await expect(failure).to_have_count(0)
    assert {text for text in window.wrong if "ERR_FAILED" not in text} == set()
    window.wrong.clear()


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
