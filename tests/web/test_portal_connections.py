"""A connection that is there already, in the portal: gone on with, changed by two, enabled, deleted."""

import asyncio

from playwright.async_api import Page, Route, expect

from tests.graph.portal import certificate, complete, customer, oidc, saml
from tests.helpers import Api
from tests.web.conftest import Window
from tests.web.portal import choose_okta, connections_of, heading, link_of, opened, press


async def reading_slowly(page: Page) -> None:
    """From now on a connection comes a second after it was read: whoever is quick sees what is shown meanwhile."""

    async def answer(route: Route) -> None:
        if '"query":"query Connection(' not in (route.request.post_data or ""):
            await route.continue_()
            return
        answered = await route.fetch()
        await asyncio.sleep(1)
        await route.fulfill(response=answered)

    await page.route("**/graphql", answer)


async def test_whoever_comes_back_goes_on_where_they_were(api: Api, window: Window) -> None:
    id = await customer(api)
    link = await link_of(api, id)
    page = await opened(window, link["url"])
    await choose_okta(page)
    await press(page, "Save and continue")
    await expect(page.get_by_text("Identity provider details")).to_be_visible()
    await page.reload()
    await expect(page.get_by_text("Identity provider details")).to_be_visible()
    await page.close()
    later = await opened(window, link["url"])
    await press(later, "Continue with Okta", role="link")
    await expect(later.get_by_text("Identity provider details")).to_be_visible()


async def test_a_change_of_somebody_else_is_told_and_not_overwritten(api: Api, window: Window) -> None:
    id = await customer(api)
    made = await saml(api, id)
    page = await opened(window, (await link_of(api, id))["url"])
    await press(page, "Continue with Okta", role="link")
    await expect(page.get_by_label("E-mail address")).to_be_visible()
    await api.mutate("updateSamlConnection", id=made["id"], attributeMapping={"email": "theirs"})
    await reading_slowly(page)
    await press(page, "Save and continue")
    await expect(page.get_by_role("alert")).to_contain_text("Somebody else has changed this connection")
    assert (await connections_of(api, id))[0]["attributeMapping"] == {"email": "theirs"}
    await expect(page.get_by_label("E-mail address")).to_have_value("email")
    await press(page, "Show what they saved")
    await expect(page.get_by_label("E-mail address")).to_have_value("theirs")
    await page.get_by_label("E-mail address").fill("ours")
    await press(page, "Save and continue")
    await expect(page.get_by_text("Identity provider details")).to_be_visible()


async def at_a_complete_one(api: Api, window: Window) -> tuple[Page, str]:
    """The portal at the second step of a connection that lacks nothing but its client ID."""
    id = await customer(api)
    secret = "a-very-long-secret-1234"
    await oidc(api, id, attributeMapping={"email": "email"}, issuer="https://id.example.com", clientSecret=secret)
    page = await opened(window, (await link_of(api, id))["url"])
    await press(page, "Continue with Auth0", role="link")
    await page.get_by_label("Client ID").fill("ours")
    return page, id


async def test_who_is_quicker_than_the_network_sees_what_they_saved(api: Api, window: Window) -> None:
    page, _ = await at_a_complete_one(api, window)
    await reading_slowly(page)
    await press(page, "Save and continue")
    await page.get_by_role("link", name="Identity provider").click()
    await expect(page.get_by_label("Client ID")).to_have_value("ours")


async def test_who_is_quicker_than_the_network_stands_not_in_their_own_way(api: Api, window: Window) -> None:
    page, id = await at_a_complete_one(api, window)
    await reading_slowly(page)
    await press(page, "Save and continue")
    await heading(page, "Auth0 (Enable)")
    assert await page.get_by_text("Something is still missing").count() == 0
    await press(page, "Enable")
    await press(page, "Disable")
    await page.get_by_role("alertdialog").get_by_role("button", name="Disable").click()
    await press(page, "Enable")
    await expect(page.get_by_text("Your people can sign in through this connection.", exact=True)).to_be_visible()
    assert [each["enabled"] for each in await connections_of(api, id)] == [True]


async def test_what_was_read_before_it_was_saved_and_comes_afterwards_is_read_again(api: Api, window: Window) -> None:
    page, _ = await at_a_complete_one(api, window)
    await reading_slowly(page)
    await page.get_by_label("Issuer").fill("https://id.example.com?x")
    await press(page, "Save and continue")
    await expect(page.get_by_text("The issuer must be an absolute https:// URL without query")).to_be_visible()
    await page.get_by_label("Issuer").fill("https://id.example.com")
    await press(page, "Save and continue")
    await press(page, "Enable")
    await expect(page.get_by_text("Your people can sign in through this connection.", exact=True)).to_be_visible()


async def test_what_was_saved_and_cannot_be_read_is_tried_again(api: Api, window: Window) -> None:
    page, _ = await at_a_complete_one(api, window)

    async def answer(route: Route) -> None:
        reads = '"query":"query Connection(' in (route.request.post_data or "")
        await (route.abort() if reads else route.continue_())

    await page.route("**/graphql", answer)
    await press(page, "Save and continue")
    await expect(page.get_by_role("alert")).to_contain_text("The server could not be reached.")
    await press(page, "Identity provider", role="link")
    await expect(page.get_by_label("Client ID")).to_have_count(0)
    await page.unroute("**/graphql")
    await press(page, "Try again")
    await expect(page.get_by_label("Client ID")).to_have_value("ours")
    await expect(page.get_by_role("alert")).to_have_count(0)
    window.wrong.clear()


async def test_what_somebody_else_switched_is_told_and_shown(api: Api, window: Window) -> None:
    id = await customer(api)
    made = await saml(api, id, **complete())
    page = await opened(window, (await link_of(api, id))["url"])
    await heading(page, "Single sign-on")
    await page.goto(f"{api.settings.public_url}/portal/connections/{made['id']}/enable")
    await expect(page.get_by_text("Everything is filled in.")).to_be_visible()
    await api.mutate("enableConnection", id=made["id"])
    await press(page, "Enable")
    await expect(page.get_by_role("alert")).to_contain_text("look at it as it is now, and try again.")
    await expect(page.get_by_role("heading", name="Single sign-on is enabled")).to_be_visible()


async def test_a_mapping_that_is_refused_says_so_beside_the_attribute(api: Api, window: Window) -> None:
    id = await customer(api)
    await saml(api, id)
    page = await opened(window, (await link_of(api, id))["url"])
    await press(page, "Continue with Okta", role="link")
    await page.get_by_label("First name", exact=True).fill("")
    await press(page, "Save and continue")
    field = page.get_by_label("First name", exact=True)
    await expect(field).to_have_attribute("aria-invalid", "true")
    await expect(page.get_by_text("The name is empty.")).to_be_visible()
    await expect(field).to_be_focused()
    await press(page, "Remove First name")
    await expect(page.get_by_role("group", name="Attributes")).to_be_focused()
    await press(page, "Save and continue")
    await expect(page.get_by_text("Identity provider details")).to_be_visible()


async def test_what_is_missing_is_named_with_where_to_fill_it_in(api: Api, window: Window) -> None:
    id = await customer(api)
    made = await saml(api, id, **complete(certificates=[certificate(days=-2)]))
    page = await opened(window, (await link_of(api, id))["url"])
    await expect(page.get_by_text("Certificate: expired")).to_be_visible()
    await page.goto(f"{api.settings.public_url}/portal/connections/{made['id']}/enable")
    await press(page, "Enable")
    await expect(page.get_by_role("alert")).to_have_text("This is still missing:a certificate that has not expired")
    await press(page, "a certificate that has not expired", role="link")
    await expect(page.get_by_text("Identity provider details")).to_be_visible()


async def test_a_connection_is_deleted_after_asking_once_more(api: Api, window: Window) -> None:
    id = await customer(api)
    made = await saml(api, id)
    page = await opened(window, (await link_of(api, id))["url"])
    await heading(page, "Single sign-on")
    await page.goto(f"{api.settings.public_url}/portal/connections/{made['id']}/enable")
    await press(page, "Delete")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("alertdialog")).to_have_count(0)
    await press(page, "Delete")
    await page.get_by_role("alertdialog").get_by_role("button", name="Delete").click()
    await heading(page, "Single sign-on")
    assert await connections_of(api, id) == []
