"""A connection that is there already, in the portal: gone on with, changed by two, enabled, deleted."""

from playwright.async_api import expect

from tests.graph.portal import certificate, complete, customer, saml
from tests.helpers import Api
from tests.web.conftest import Window
from tests.web.portal import choose_okta, connections_of, heading, link_of, opened, press, reading_slowly


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
    await expect(page.get_by_role("alert")).to_have_count(0)
    await expect(page.locator("#content")).to_be_focused()
    await page.get_by_label("E-mail address").fill("ours")
    await press(page, "Save and continue")
    await expect(page.get_by_text("Identity provider details")).to_be_visible()


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
