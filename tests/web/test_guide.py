"""The guide from end to end: the operator in the dashboard, the organization's administrator in the portal."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from tests.connections.builders import okta_xml, some_der
from tests.helpers import Api
from tests.web.conftest import Application, Window
from tests.web.dashboard import sign_in
from tests.web.portal import View, choose_okta, connections_of, heading, opened, press

SSO = "Single sign-on"


async def made(operator: Page) -> str:
    """The id of an organization that the operator makes and switches SSO on for."""
    await press(operator, "Organizations", role="link")
    await press(operator, "New organization", role="link")
    await operator.get_by_label("Name", exact=True).fill("Acme Corporation")
    await press(operator, "Create")
    await heading(operator, "Acme Corporation")
    await operator.get_by_role("switch", name=SSO).click()
    await expect(operator.get_by_role("switch", name=SSO)).not_to_have_attribute("aria-readonly", "true")
    return operator.url.rpartition("/")[2]


async def generated(operator: Page, application: Application, how: str) -> str:
    """The URL of a portal link, as the operator copies it."""
    await press(operator, "Portal links", role="link")
    await press(operator, "Generate a link")
    dialog = operator.get_by_role("dialog", name="Generate a portal link")
    if how == "in a frame":
        await dialog.get_by_role("radio", name="For an iframe").check()
        await dialog.get_by_label("Origin of the page with the iframe").fill(application.origin)
    await press(operator, "Generate")
    url = await operator.get_by_label("Portal link", exact=True).input_value()
    await press(operator, "Done")
    return url


async def administrator(window: Window, application: Application, url: str, how: str) -> View:
    """The portal as the administrator sees it: alone, or in the frame of an application on another origin."""
    if how == "alone":
        return await opened(window, url)
    application.links = [url]
    return (await opened(window, f"{application.origin}/")).frame_locator("iframe")


async def set_up(portal: View, metadata: Path) -> None:
    """From the empty portal to a SAML connection that people can sign in through."""
    await choose_okta(portal)
    await press(portal, "Save and continue")
    await portal.get_by_label("Upload the metadata file").set_input_files(metadata)
    await expect(portal.get_by_text("CN=idp.example.test,O=Example")).to_be_visible()
    await press(portal, "Save and continue")
    await press(portal, "Enable")
    await expect(portal.get_by_text("Your people can sign in through this connection.", exact=True)).to_be_visible()


@pytest.mark.parametrize("how", ["alone", "in a frame"])
async def test_an_operator_hands_a_link_on_and_sees_live_that_the_administrator_has_set_up_sso(
    api: Api, browser: Browser, window: Window, application: Application, tmp_path: Path, how: str
) -> None:
    metadata = tmp_path / "metadata.xml"
    metadata.write_text(okta_xml(some_der()))
    elsewhere = await browser.new_context(viewport={"width": 1000, "height": 800}, reduced_motion="reduce")
    operator = await elsewhere.new_page()
    await operator.goto(f"{api.settings.public_url}/dashboard")
    await sign_in(operator, api.token)
    id = await made(operator)
    url = await generated(operator, application, how)
    await press(operator, "Connections", role="link")
    await expect(operator.get_by_role("heading", name="Okta")).to_have_count(0)
    portal = await administrator(window, application, url, how)
    await set_up(portal, metadata)
    await expect(operator.get_by_role("heading", name="Okta")).to_be_visible()
    await expect(operator.get_by_text("Enabled", exact=True)).to_be_visible()
    await press(operator, "Events", role="link")
    await expect(operator.locator("details > summary").first).to_contain_text("Connection enabled")
    (connection,) = await connections_of(api, id)
    assert (connection["enabled"], connection["active"]) == (True, True)
    await elsewhere.close()
