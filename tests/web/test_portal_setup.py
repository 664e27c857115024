"""An IT administrator sets up single sign-on in the portal, alone in a window."""

import os
from pathlib import Path

from playwright.async_api import Page, expect

from tests.connections.builders import okta_xml, pem, some_der
from tests.graph.portal import certificate, customer, saml
from tests.helpers import Api
from tests.web.conftest import Window
from tests.web.portal import both_schemes, choose_okta, connections_of, heading, link_of, opened, press, tab_to


async def looked_at(page: Page, folder: Path, name: str) -> None:
    """Nothing serious in the page, light and dark, and it fits a phone; pictures of it for whoever wants to look."""
    assert await both_schemes(page) == []
    await page.set_viewport_size({"width": 390, "height": 800})
    assert await page.evaluate("document.documentElement.scrollWidth") == 390
    await page.screenshot(path=folder / f"{name}-phone.png", full_page=True)
    await page.set_viewport_size({"width": 1000, "height": 800})
    for scheme in ("dark", "light"):
        await page.emulate_media(color_scheme=scheme)
        await page.screenshot(path=folder / f"{name}-{scheme}.png", full_page=True)


async def photographed(page: Page) -> None:
    """The README's picture of the portal, where the environment names a folder for it."""
    if folder := os.environ.get("GATEWAY_PICTURES"):
        await page.set_viewport_size({"width": 900, "height": 760})
        await page.get_by_role("heading", level=1).scroll_into_view_if_needed()
        await page.screenshot(path=Path(folder) / "portal.png")


async def test_an_administrator_sets_up_saml_from_a_metadata_file(api: Api, window: Window, tmp_path: Path) -> None:
    id = await customer(api, displayName="Acme Corporation", logoUrl="https://acme.example/logo.png")
    page = await opened(window, (await link_of(api, id))["url"])
    await heading(page, "Single sign-on")
    await expect(page.get_by_text("Acme Corporation")).to_be_visible()
    await expect(page.get_by_text("6 h left")).to_be_visible()
    await expect(page.get_by_role("link", name="logo of Acme Corporation")).to_have_attribute(
        "href", "https://acme.example/logo.png"
    )
    await expect(page.locator("img")).to_have_count(0)
    await looked_at(page, tmp_path, "1-empty")
    await press(page, "Connect an identity provider", role="link")
    await heading(page, "Connect an identity provider")
    await looked_at(page, tmp_path, "2-choose")
    await page.go_back()
    await choose_okta(page)
    await looked_at(page, tmp_path, "3-attributes")
    await press(page, "Save and continue")
    (draft,) = await connections_of(api, id)
    await expect(page.get_by_label("ACS URL", exact=True)).to_have_value(draft["acsUrl"])
    await expect(page.get_by_label("Entity ID", exact=True).first).to_have_value(draft["spEntityId"])
    await expect(page.get_by_label("Single sign-on URL", exact=True)).to_have_value(draft["acsUrl"])
    async with page.expect_download() as downloading:
        await press(page, "Download metadata")
    assert Path(await (await downloading.value).path()).read_text() == draft["spMetadata"]
    metadata = tmp_path / "metadata.xml"
    metadata.write_text(okta_xml(some_der()))
    await page.get_by_label("Upload the metadata file").set_input_files(metadata)
    await expect(page.get_by_text("http://www.okta.com/exk1a2b3c4d", exact=True)).to_be_visible()
    await expect(page.get_by_text("CN=idp.example.test,O=Example")).to_be_visible()
    assert (await connections_of(api, id))[0]["idpEntityId"] is None
    await looked_at(page, tmp_path, "4-provider")
    await photographed(page)
    await press(page, "Save and continue")
    await expect(page.get_by_text("Everything is filled in")).to_be_visible()
    await looked_at(page, tmp_path, "5-enable")
    await press(page, "Enable")
    await expect(page.get_by_text("Your people can sign in through this connection.", exact=True)).to_be_visible()
    (done,) = await connections_of(api, id)
    assert (done["status"], done["enabled"], done["active"]) == ("COMPLETED", True, True)
    assert done["attributeMapping"]["email"] == "email"
    await looked_at(page, tmp_path, "6-enabled")
    await press(page, "Disable")
    await expect(page.get_by_role("alertdialog")).to_be_visible()
    await looked_at(page, tmp_path, "7-dialog")
    await page.get_by_role("alertdialog").get_by_role("button", name="Disable").click()
    await expect(page.get_by_role("button", name="Enable", exact=True)).to_be_visible()
    assert not (await connections_of(api, id))[0]["enabled"]
    await page.get_by_role("link", name="Single sign-on").click()
    await expect(page.get_by_text("Ready, not enabled")).to_be_visible()
    await looked_at(page, tmp_path, "8-list")


async def test_by_hand_a_certificate_is_shown_before_it_is_saved(api: Api, window: Window) -> None:
    id = await customer(api)
    made = await saml(api, id, attributeMapping={"email": "email"})
    page = await opened(window, (await link_of(api, id))["url"])
    await press(page, "Continue with Okta", role="link")
    await press(page, "By hand", role="tab")
    await page.get_by_label("Sign-on URL").fill("http://idp.example.test/sso")
    await page.get_by_label("Entity ID").last.fill("https://idp.example.test")
    text = page.get_by_label("Or paste X.509 certificates")
    await text.fill(pem(some_der(), "PRIVATE KEY"))
    await press(page, "Check the certificates")
    await expect(page.get_by_text("The text contains a private key")).to_be_visible()
    await expect(text).to_be_focused()
    await expect(text).to_have_attribute("aria-invalid", "true")
    await text.fill(certificate(days=30))
    await press(page, "Check the certificates")
    await expect(page.get_by_text("30 days left")).to_be_visible()
    await press(page, "Save and continue")
    await expect(page.get_by_text("The sign-on URL must be an absolute https:// URL")).to_be_visible()
    assert await both_schemes(page) == []
    await page.get_by_label("Sign-on URL").fill("https://idp.example.test/sso")
    await press(page, "Save and continue")
    await expect(page.get_by_text("Everything is filled in")).to_be_visible()
    (done,) = await connections_of(api, id)
    assert (done["id"], done["ssoUrl"]) == (made["id"], "https://idp.example.test/sso")


async def test_an_openid_connection_is_set_up_and_its_secret_is_never_shown_again(api: Api, window: Window) -> None:
    id = await customer(api)
    page = await opened(window, (await link_of(api, id))["url"])
    await press(page, "Connect an identity provider", role="link")
    await page.get_by_role("radio", name="Google Workspace").check()
    await page.get_by_role("radio", name="OpenID Connect").check()
    await press(page, "Continue")
    await press(page, "Save and continue")
    await expect(page.get_by_label("Issuer")).to_have_value("https://accounts.google.com")
    await page.get_by_label("Issuer").fill("https://accounts.google.com?x")
    await page.get_by_label("Client ID").fill("client")
    await page.get_by_label("Client secret").fill("a-very-long-secret-1234")
    await press(page, "Save and continue")
    await expect(page.get_by_text("The issuer must be an absolute https:// URL without query")).to_be_visible()
    assert await both_schemes(page) == []
    await page.get_by_label("Issuer").fill("https://accounts.google.com")
    await press(page, "Save and continue")
    await press(page, "Enable")
    await expect(page.get_by_text("Your people can sign in through this connection.", exact=True)).to_be_visible()
    await press(page, "Identity provider (done)", role="link")
    await expect(page.get_by_text("ends in 1234")).to_be_visible()
    await expect(page.get_by_label("Client secret")).to_have_value("")
    (done,) = await connections_of(api, id)
    assert (done["enabled"], done["clientSecretSuffix"]) == (True, "1234")


async def test_the_whole_way_can_be_gone_by_keyboard(api: Api, window: Window) -> None:
    id = await customer(api)
    page = await opened(window, (await link_of(api, id))["url"])
    await heading(page, "Single sign-on")
    await tab_to(page, "Connect an identity provider", "link")
    await page.keyboard.press("Enter")
    await heading(page, "Connect an identity provider")
    await expect(page.get_by_role("heading", level=1)).to_be_focused()
    await tab_to(page, "Okta", "radio")
    await page.keyboard.press("ArrowDown")
    await expect(page.get_by_role("radio", name="Microsoft Entra ID")).to_be_checked()
    await tab_to(page, "Continue")
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("E-mail address")).to_be_visible()
    await tab_to(page, "Save and continue")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Identity provider details")).to_be_visible()
    await expect(page.get_by_role("heading", level=1)).to_be_focused()
    await expect(page).to_have_title("Microsoft Entra ID (Identity provider) - Admin Portal")
    await tab_to(page, "Metadata", "tab")
    await page.keyboard.press("ArrowRight")
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("Or paste X.509 certificates")).to_be_visible()
    await page.keyboard.press("ArrowLeft")
    await page.keyboard.press("Enter")
    await tab_to(page, "Or paste the metadata", "textbox")
    await page.keyboard.insert_text(okta_xml(some_der()))
    await tab_to(page, "Check the metadata")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Compare this with your identity provider")).to_be_focused()
    await tab_to(page, "Save and continue")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_be_focused()
    await tab_to(page, "Enable")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Single sign-on is enabled")).to_be_focused()
    await tab_to(page, "Disable")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alertdialog")).to_be_visible()
    await tab_to(page, "Disable")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Enable single sign-on")).to_be_focused()
    assert not (await connections_of(api, id))[0]["enabled"]
