"""What a portal link opens, and why one opens nothing."""

import asyncio

import pytest
from playwright.async_api import Request, Route, expect

from tests.graph.portal import customer, switch
from tests.helpers import Api
from tests.logos import picture, uploaded
from tests.web.conftest import Window
from tests.web.portal import asks, both_schemes, heading, link_of, opened, stored


async def test_only_the_links_features_are_shown(api: Api, window: Window) -> None:
    id = await customer(api)
    await switch(api, id, "DIR_SYNC", enabled=True)
    page = await opened(window, (await link_of(api, id, features=["DIR_SYNC"]))["url"])
    await heading(page, "Admin Portal")
    await expect(page.get_by_role("heading", name="Directory sync")).to_be_visible()
    await expect(page.get_by_text("Single sign-on")).to_have_count(0)
    assert await both_schemes(page) == []
    await page.goto(f"{api.settings.public_url}/portal/connections/new")
    await heading(page, "Admin Portal")


async def test_a_logo_that_was_uploaded_is_shown_and_no_other(api: Api, window: Window) -> None:
    id = await customer(api, displayName="Acme Corporation")
    await uploaded(api, id, picture("PNG"))
    page = await opened(window, (await link_of(api, id))["url"])
    logo = page.locator("header img")
    await expect(logo).to_be_visible()
    await expect(logo).to_have_js_property("naturalWidth", 64)
    await expect(page.get_by_role("link", name="logo")).to_have_count(0)
    assert await both_schemes(page) == []
    await api.mutate("updateOrganization", id=id, logoUrl="https://acme.example/logo.png")
    await page.reload()
    await expect(page.get_by_role("link", name="logo of Acme Corporation")).to_be_visible()
    await expect(page.locator("img")).to_have_count(0)


async def test_the_secret_leaves_the_address_at_once_and_reaches_no_storage_but_the_tabs(
    api: Api, window: Window
) -> None:
    link = await link_of(api, await customer(api), kind="EMBED")
    secret = link["url"].partition("#")[2]
    page = await opened(window, link["url"])
    await heading(page, "Single sign-on")
    assert page.url == f"{api.settings.public_url}/portal"
    local, session = await stored(page)
    assert local == "{}"
    assert secret not in session
    assert not [url for url in window.requests if "gwp_" in url]
    await page.reload()
    await heading(page, "Single sign-on")
    await page.goto("about:blank")
    await page.go_back()
    await heading(page, "Single sign-on")


async def test_opening_the_same_single_use_link_in_its_tab_again_continues_the_session(
    api: Api, window: Window
) -> None:
    link = await link_of(api, await customer(api), kind="EMBED")
    page = await opened(window, link["url"])
    await heading(page, "Single sign-on")
    await page.goto("about:blank")
    await page.goto(link["url"])
    await heading(page, "Single sign-on")
    other = await opened(window, link["url"])
    await heading(other, "This link was already used")


async def test_a_mail_scanners_look_at_the_link_spends_nothing(api: Api, window: Window) -> None:
    link = await link_of(api, await customer(api), kind="EMBED")
    for method in ("GET", "HEAD"):
        assert (await api.client.request(method, "/portal")).status == 200
    await heading(await opened(window, link["url"]), "Single sign-on")


@pytest.mark.parametrize(
    ("state", "title"),
    [
        ("used", "This link was already used"),
        ("expired", "This link has expired"),
        ("revoked", "This link was revoked"),
        ("mistyped", "This link is not valid"),
        ("none", "Open the portal with your link"),
    ],
)
async def test_a_link_that_opens_nothing_says_why_and_what_to_do(
    api: Api, window: Window, state: str, title: str
) -> None:
    link = await link_of(api, await customer(api), kind="EMBED")
    url: str = link["url"]
    if state == "used":
        await heading(await opened(window, url), "Single sign-on")
    elif state == "expired":
        await api.pool.execute("UPDATE portal_links SET expires_at = now() - interval '1 second'")
    elif state == "revoked":
        await api.mutate("revokePortalLink", id=link["id"])
    page = await opened(window, {"mistyped": url[:-1], "none": url.partition("#")[0]}.get(state, url))
    await heading(page, title)
    await expect(page.get_by_text("new one")).to_be_visible()
    assert await both_schemes(page) == []


async def test_a_refusal_of_the_session_before_ends_no_other(api: Api, window: Window) -> None:
    id = await customer(api)
    first, second = await link_of(api, id), await link_of(api, id)
    page = await opened(window, first["url"])
    await heading(page, "Single sign-on")
    refused, arriving, told = asyncio.Event(), asyncio.Event(), list[Request]()

    async def answer(route: Route) -> None:
        if arriving.is_set() or not asks(route.request, "IsOpen"):
            await route.continue_()
            return
        answered = await route.fetch()
        if answered.status == 401:
            refused.set()
            await arriving.wait()
        await route.fulfill(response=answered)

    await page.route("**/graphql", answer)
    await api.mutate("revokePortalLink", id=first["id"])
    await asyncio.wait_for(refused.wait(), 20)
    async with page.expect_response(lambda response: "OpenPortalSession" in (response.request.post_data or "")):
        await page.evaluate("secret => { location.hash = secret; }", second["url"].partition("#")[2])
    await heading(page, "Single sign-on")
    page.on("requestfinished", lambda request: told.append(request))
    arriving.set()
    async with asyncio.timeout(20):
        while sum(asks(each, "IsOpen") for each in told) < 2:  # what was late, and what the new session asks
            await asyncio.sleep(0.02)
    await heading(page, "Single sign-on")


async def test_a_new_link_put_into_the_address_is_opened(api: Api, window: Window) -> None:
    first = await link_of(api, await customer(api, displayName="First"))
    second = await link_of(api, await customer(api, displayName="Second"))
    page = await opened(window, first["url"])
    await expect(page.get_by_text("First", exact=True)).to_be_visible()
    await page.goto(second["url"])
    await expect(page.get_by_text("Second", exact=True)).to_be_visible()
