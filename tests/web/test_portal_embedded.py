"""The portal in a frame of an application on another origin: what it tells the application, and nobody else."""

from typing import Any

import pytest
from playwright.async_api import Frame, Page, expect

from tests.connections.builders import okta_xml, some_der
from tests.graph.portal import complete, customer, saml
from tests.helpers import Api
from tests.web.conftest import OTHER_SITE, SAME_SITE, Application, Window
from tests.web.portal import choose_okta, connections_of, heading, link_of, press, serious_faults

UNTIL_TOLD = """async (type) => {
    for (const end = performance.now() + 45_000; performance.now() < end; await new Promise(requestAnimationFrame)) {
        const found = window.told.find((each) => each.type === type);
        if (found) return found;
    }
    return null;
}"""


async def told(page: Page, type: str) -> dict[str, Any]:
    """The first message of this type that the page has got from the portal."""
    message: dict[str, Any] | None = await page.evaluate(UNTIL_TOLD, type)
    assert message is not None, await page.evaluate("window.told")
    return message


async def embedded(window: Window, application: Application, *links: str) -> Page:
    application.links = list(links)
    page = await window.context.new_page()
    await page.goto(f"{application.origin}/")
    return page


async def embed_link(api: Api, application: Application, id: str) -> dict[str, Any]:
    return await link_of(api, id, kind="EMBED", embedOrigin=application.origin)


def frame_of(page: Page) -> Frame:
    return page.frames[1]


@pytest.mark.parametrize("host", [SAME_SITE, OTHER_SITE], ids=["same site", "other site"])
async def test_an_administrator_sets_up_saml_in_a_frame_of_another_origin(
    api: Api, window: Window, application: Application
) -> None:
    id = await customer(api)
    page = await embedded(window, application, (await embed_link(api, application, id))["url"])
    portal = page.frame_locator("iframe")
    assert (await told(page, "ready"))["source"] == "gateway-portal"
    await choose_okta(portal)
    await press(portal, "Save and continue")
    await portal.get_by_label("Or paste the metadata").fill(okta_xml(some_der()))
    await press(portal, "Check the metadata")
    await press(portal, "Save and continue")
    await press(portal, "Enable")
    enabled = await told(page, "sso-enabled")
    (done,) = await connections_of(api, id)
    assert enabled["connectionId"] == done["id"]
    assert done["active"]
    assert await serious_faults(frame_of(page)) == []
    await press(portal, "Disable")
    await portal.get_by_role("alertdialog").get_by_role("button", name="Disable").click()
    assert (await told(page, "sso-disabled"))["connectionId"] == done["id"]


async def test_the_frame_is_as_high_as_the_portal_says(api: Api, window: Window, application: Application) -> None:
    page = await embedded(window, application, (await embed_link(api, application, await customer(api)))["url"])
    portal = page.frame_locator("iframe")
    await expect(portal.get_by_text("No connection yet")).to_be_visible()
    empty = await content_height(page)
    await expect(page.locator("iframe")).to_have_js_property("clientHeight", empty)
    await press(portal, "Connect an identity provider", role="link")
    await heading(portal, "Connect an identity provider")
    choosing = await content_height(page)
    assert choosing > empty
    await expect(page.locator("iframe")).to_have_js_property("clientHeight", choosing)


async def content_height(page: Page) -> int:
    script = "Math.ceil(document.getElementById('root').getBoundingClientRect().height)"
    height: int = await frame_of(page).evaluate(script)
    return height


async def test_the_portal_takes_no_focus_from_the_page_around_until_somebody_works_in_it(
    api: Api, window: Window, application: Application
) -> None:
    page = await embedded(window, application, (await embed_link(api, application, await customer(api)))["url"])
    portal = page.frame_locator("iframe")
    await expect(portal.get_by_text("No connection yet")).to_be_visible()
    assert await page.evaluate("document.activeElement.tagName") == "BODY"
    await press(portal, "Connect an identity provider", role="link")
    await heading(portal, "Connect an identity provider")
    await expect(portal.get_by_role("heading", level=1)).to_be_focused()


@pytest.mark.parametrize("host", [SAME_SITE])
async def test_reloading_the_page_around_continues_the_session_of_the_spent_link(
    api: Api, window: Window, application: Application
) -> None:
    page = await embedded(window, application, (await embed_link(api, application, await customer(api)))["url"])
    await choose_okta(page.frame_locator("iframe"))
    await page.reload()
    await told(page, "ready")
    await press(page.frame_locator("iframe"), "Continue with Okta", role="link")


async def test_where_storage_is_refused_a_reload_asks_for_a_new_link(
    api: Api, window: Window, application: Application
) -> None:
    id = await customer(api)
    first, second = [(await embed_link(api, application, id))["url"] for _ in range(2)]
    page = await embedded(window, application, first)
    await choose_okta(page.frame_locator("iframe"))
    application.links = [first, second]
    await page.reload()
    assert (await told(page, "link-needed"))["reason"] == "LINK_USED"
    await press(page.frame_locator("iframe"), "Continue with Okta", role="link")


async def test_a_spent_link_asks_the_page_around_for_a_new_one(
    api: Api, window: Window, application: Application
) -> None:
    id = await customer(api)
    spent, new = [await embed_link(api, application, id) for _ in range(2)]
    await api("""mutation ($secret: String!) { openPortalSession(input: {secret: $secret}) { __typename } }""",
              secret=spent["url"].partition("#")[2])  # fmt: skip
    page = await embedded(window, application, spent["url"], new["url"])
    assert (await told(page, "link-needed"))["reason"] == "LINK_USED"
    await heading(page.frame_locator("iframe"), "Single sign-on")


async def test_an_idle_frame_whose_link_is_revoked_says_so_to_its_reader_and_to_the_page_around(
    api: Api, window: Window, application: Application
) -> None:
    id = await customer(api)
    made = await saml(api, id, **complete())
    link = await embed_link(api, application, id)
    page = await embedded(window, application, link["url"])
    portal = page.frame_locator("iframe")
    await press(portal, "Manage Okta", role="link")
    await expect(portal.get_by_role("button", name="Enable", exact=True)).to_be_visible()
    await api.mutate("revokePortalLink", id=link["id"])
    await expect(portal.get_by_role("heading", name="Your access has ended")).to_be_visible()
    assert (await told(page, "session-ended"))["reason"] == "SESSION_ENDED"
    assert (await told(page, "link-needed"))["reason"] == "SESSION_ENDED"
    assert made["id"] == (await connections_of(api, id))[0]["id"]


async def test_an_origin_that_the_settings_do_not_name_cannot_show_the_portal(
    api: Api, window: Window, stranger: Application
) -> None:
    link = await link_of(api, await customer(api), kind="EMBED")
    page = await window.context.new_page()
    stranger.links = [link["url"]]
    async with page.expect_console_message(lambda message: "frame-ancestors" in message.text):
        await page.goto(f"{stranger.origin}/")
    assert await page.evaluate("window.told") == []
    window.wrong.clear()
    window.requests.clear()


async def test_a_link_that_names_no_origin_tells_nobody_anything_about_its_session(
    api: Api, window: Window, application: Application
) -> None:
    link = await link_of(api, await customer(api), kind="EMBED")
    page = await embedded(window, application, link["url"])
    await expect(page.frame_locator("iframe").get_by_text("No connection yet")).to_be_visible()
    await frame_of(page).evaluate("parent.postMessage({ source: 'gateway-portal', type: 'last' }, '*')")
    await told(page, "last")  # what was sent before has come before
    types = {each["type"] for each in await page.evaluate("window.told")}
    assert types <= {"height", "last"}
