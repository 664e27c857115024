"""An IT administrator sets up single sign-on in the portal, alone in a window."""

import os
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.connections.builders import okta_xml, pem, some_der
from tests.graph.portal import certificate, complete, customer, saml, switch
from tests.helpers import Api
from tests.logos import picture, uploaded
from tests.web.conftest import Window
from tests.web.portal import both_schemes, choose_okta, connections_of, heading, link_of, opened, press, stored


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
    await page.get_by_label("Issuer").fill("https://accounts.google.com?x")
    await page.get_by_label("Client ID").fill("client")
    await page.get_by_label("Client secret").fill("a-very-long-secret-1234")
    await press(page, "Save and continue")
    await expect(page.get_by_text("The issuer must be an absolute https:// URL without query")).to_be_visible()
    assert await both_schemes(page) == []
    await page.get_by_label("Issuer").fill("https://accounts.google.com")
    await press(page, "Save and continue")
    await press(page, "Enable")
    await expect(page.get_by_text("Your people can sign in")).to_be_visible()
    await press(page, "Identity provider (done)", role="link")
    await expect(page.get_by_text("ends in 1234")).to_be_visible()
    await expect(page.get_by_label("Client secret")).to_have_value("")
    (done,) = await connections_of(api, id)
    assert (done["enabled"], done["clientSecretSuffix"]) == (True, "1234")


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


async def test_a_new_link_put_into_the_address_is_opened(api: Api, window: Window) -> None:
    first = await link_of(api, await customer(api, displayName="First"))
    second = await link_of(api, await customer(api, displayName="Second"))
    page = await opened(window, first["url"])
    await expect(page.get_by_text("First", exact=True)).to_be_visible()
    await page.goto(second["url"])
    await expect(page.get_by_text("Second", exact=True)).to_be_visible()


async def test_a_change_of_somebody_else_is_told_and_not_overwritten(api: Api, window: Window) -> None:
    id = await customer(api)
    made = await saml(api, id)
    page = await opened(window, (await link_of(api, id))["url"])
    await press(page, "Continue with Okta", role="link")
    await expect(page.get_by_label("E-mail address")).to_be_visible()
    await api.mutate("updateSamlConnection", id=made["id"], attributeMapping={"email": "theirs"})
    await press(page, "Save and continue")
    await expect(page.get_by_role("alert")).to_contain_text("Somebody else has changed this connection")
    assert (await connections_of(api, id))[0]["attributeMapping"] == {"email": "theirs"}
    await expect(page.get_by_label("E-mail address")).to_have_value("email")
    await press(page, "Show what they saved")
    await expect(page.get_by_label("E-mail address")).to_have_value("theirs")
    await page.get_by_label("E-mail address").fill("ours")
    await press(page, "Save and continue")
    await expect(page.get_by_text("Identity provider details")).to_be_visible()


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
    await expect(page.get_by_role("alert")).to_contain_text("expired")
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


async def test_the_whole_way_can_be_gone_by_keyboard(api: Api, window: Window) -> None:
    id = await customer(api)
    page = await opened(window, (await link_of(api, id))["url"])
    await heading(page, "Single sign-on")

    async def tab_to(name: str, role: str = "button") -> None:
        wanted = page.get_by_role(role, name=name, exact=True).first  # type: ignore[arg-type]
        for _ in range(40):
            await page.keyboard.press("Tab")
            if await wanted.evaluate("element => element === document.activeElement"):
                return
        raise AssertionError(f"no way to {name} by Tab")

    await tab_to("Connect an identity provider", "link")
    await page.keyboard.press("Enter")
    await heading(page, "Connect an identity provider")
    await expect(page.get_by_role("heading", level=1)).to_be_focused()
    await tab_to("Okta", "radio")
    await page.keyboard.press("ArrowDown")
    await expect(page.get_by_role("radio", name="Microsoft Entra ID")).to_be_checked()
    await tab_to("Continue")
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("E-mail address")).to_be_visible()
    await tab_to("Save and continue")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Identity provider details")).to_be_visible()
    await expect(page.get_by_role("heading", level=1)).to_be_focused()
    await expect(page).to_have_title("Microsoft Entra ID (Identity provider) - Admin Portal")
    await tab_to("Metadata", "tab")
    await page.keyboard.press("ArrowRight")
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("Or paste X.509 certificates")).to_be_visible()
    await page.keyboard.press("ArrowLeft")
    await page.keyboard.press("Enter")
    await tab_to("Or paste the metadata", "textbox")
    await page.keyboard.insert_text(okta_xml(some_der()))
    await tab_to("Check the metadata")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Compare this with your identity provider")).to_be_focused()
    await tab_to("Save and continue")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_be_focused()
    await tab_to("Enable")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Single sign-on is enabled")).to_be_focused()
    await tab_to("Disable")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alertdialog")).to_be_visible()
    await tab_to("Disable")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Enable single sign-on")).to_be_focused()
    assert not (await connections_of(api, id))[0]["enabled"]
