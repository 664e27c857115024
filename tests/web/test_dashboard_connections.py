"""Connections of an organization in the dashboard: the health of their certificates, switched and deleted."""

from pathlib import Path

from asyncpg import Pool
from playwright.async_api import Locator, Page, expect

from tests.graph.people import role
from tests.graph.portal import certificate, complete, customer, enabled, oidc, saml, switch
from tests.helpers import Api
from tests.members import member
from tests.web.conftest import Window
from tests.web.dashboard import looked_at, signed_in
from tests.web.portal import connections_of, heading, press


def card(page: Page, name: str) -> Locator:
    return page.locator("section").filter(has=page.get_by_role("heading", name=name, exact=True))


async def act(page: Page, name: str, action: str) -> Locator:
    """The dialog of an action on a connection."""
    await press(page, f"Actions for {name}")
    await press(page, action, role="menuitem")
    return page.get_by_role("dialog")


async def expired(pool: Pool, id: str) -> None:
    """Give a connection a certificate that is over, which no input can."""
    await pool.execute("UPDATE connections SET certificates = $2 WHERE id = $1", id, [certificate(-10)])


async def test_each_connection_shows_how_it_stands_and_how_long_its_certificates_last(
    api: Api, window: Window, pool: Pool, tmp_path: Path
) -> None:
    id = await customer(api, displayName="Acme Corporation")
    await saml(api, id, displayName="Draft", provider="OKTA")
    soon = await saml(
        api, id, displayName="Soon", provider="MICROSOFT_ENTRA", **complete(certificates=[certificate(30)])
    )
    await api.mutate("enableConnection", id=soon["id"])
    over = await saml(api, id, displayName="Over", provider="SHIBBOLETH", **complete())
    await expired(pool, over["id"])
    fine = await saml(api, id, displayName="Fine", provider="CUSTOM", **complete())
    await api.mutate("enableConnection", id=fine["id"])
    await oidc(api, id, displayName="Open", issuer="https://idp.example.test", clientSecret="secret-of-the-client-7xyz")
    page = await signed_in(window, api, f"/organizations/{id}/connections")
    for name, texts in {
        "Draft": ["SAML 2.0 · Okta", "Draft"],
        "Soon": ["Microsoft Entra ID", "Enabled", "Certificate: 30 days left"],
        "Over": ["Shibboleth", "Ready, not enabled", "Certificate: expired"],
        "Fine": ["Custom", "Enabled", "Certificate: 400 days left"],
        "Open": ["OpenID Connect", "Being set up"],
    }.items():
        for text in texts:
            await expect(card(page, name).locator(f"text={text}").first).to_be_visible()
    await card(page, "Soon").get_by_text("Settings and certificates").click()
    await expect(card(page, "Soon").get_by_text("CN=idp.example.test,O=Example").first).to_be_visible()
    await card(page, "Open").get_by_text("Settings", exact=True).click()
    await expect(card(page, "Open").get_by_text("ends with 7xyz")).to_be_visible()
    await looked_at(page, tmp_path, "connections")
    assert "secret-of-the-client" not in await page.content()


async def test_a_connection_is_enabled_disabled_and_deleted_after_asking(
    api: Api, window: Window, tmp_path: Path
) -> None:
    id = await customer(api)
    await saml(api, id, **complete())
    page = await signed_in(window, api, f"/organizations/{id}/connections")
    await act(page, "Okta", "Enable")
    await press(page, "Cancel")
    assert not (await connections_of(api, id))[0]["enabled"]
    for action, shown, is_on in (("Enable", "Enabled", True), ("Disable", "Ready, not enabled", False)):
        dialog = await act(page, "Okta", action)
        await expect(dialog).to_have_accessible_name(f"{action} Okta?")
        await press(page, action)
        await expect(card(page, "Okta").get_by_text(shown, exact=True)).to_be_visible()
        assert (await connections_of(api, id))[0]["enabled"] is is_on
    await act(page, "Okta", "Delete")
    await looked_at(page, tmp_path, "delete")
    await press(page, "Delete")
    await expect(page.get_by_text("No connection yet")).to_be_visible()
    assert await connections_of(api, id) == []


async def test_why_a_connection_cannot_be_enabled_is_explained_with_the_way_to_change_it(
    api: Api, window: Window, tmp_path: Path
) -> None:
    id = await customer(api, displayName="Acme Corporation")
    made = await saml(api, id, ssoUrl="https://idp.example.test/sso")
    page = await signed_in(window, api, f"/organizations/{id}/connections")
    dialog = await act(page, "Okta", "Enable")
    await press(page, "Enable")
    await expect(dialog.get_by_role("alert")).to_contain_text(
        "Missing: the entity ID, a certificate that has not expired, the name of the e-mail address."
    )
    await looked_at(page, tmp_path, "incomplete")
    await press(page, "Cancel")
    await api.mutate("updateSamlConnection", id=made["id"], **complete())
    await switch(api, id, "SSO", enabled=False)
    await expect(card(page, "Okta").get_by_text("Ready, not enabled")).to_be_visible()
    await act(page, "Okta", "Enable")
    await press(page, "Enable")
    await expect(dialog.get_by_role("alert")).to_contain_text("Single sign-on is switched off for this organization.")
    await dialog.get_by_role("link", name="features").click()
    await expect(page.get_by_role("switch", name="Single sign-on")).to_be_visible()


async def test_who_may_not_change_what_is_in_the_way_is_not_sent_there(api: Api, window: Window) -> None:
    id = await customer(api, displayName="Acme Corporation")
    made = await saml(api, id)
    writing = ["organizations:read", "connections:read", "connections:write"]
    await role(api, "sso", displayName="SSO", permissions=writing)
    page = await signed_in(window, await member(api, id, roles=["sso"]), f"/organizations/{id}/connections")
    dialog = await act(page, "Okta", "Enable")
    await press(page, "Enable")
    await expect(dialog.get_by_role("alert")).to_contain_text("fills it in, in the Admin Portal.")
    await expect(dialog.get_by_role("link")).to_have_count(0)
    await api.mutate("updateSamlConnection", id=made["id"], **complete())
    await switch(api, id, "SSO", enabled=False)
    linking = await api.with_scopes(*writing, "portal_links:read", "portal_links:write")
    page = await signed_in(window, linking, f"/organizations/{id}/connections")
    dialog = await act(page, "Okta", "Enable")
    await press(page, "Enable")
    await expect(dialog.get_by_role("alert")).to_contain_text("Whoever runs the application can switch it on.")
    await expect(dialog.get_by_role("link")).to_have_count(0)
    await press(page, "Cancel")
    await press(page, "Portal links", role="link")
    await press(page, "Generate a link")
    await expect(page.get_by_role("dialog", name="Nothing to set up yet")).to_contain_text(
        "Whoever runs the application"
    )


async def test_an_enabled_connection_of_a_feature_that_is_off_is_told_apart(api: Api, window: Window) -> None:
    id = await customer(api)
    await enabled(api, id)
    page = await signed_in(window, api, f"/organizations/{id}/connections")
    await expect(card(page, "Okta").get_by_text("Enabled", exact=True)).to_be_visible()
    await switch(api, id, "SSO", enabled=False)
    await expect(card(page, "Okta").get_by_text("Enabled, but single sign-on is off")).to_be_visible()


async def test_what_an_administrator_does_in_the_portal_is_seen_live(api: Api, window: Window) -> None:
    id = await customer(api)
    page = await signed_in(window, api, f"/organizations/{id}/connections")
    await expect(page.get_by_text("No connection yet")).to_be_visible()
    made = await saml(api, id, **complete())
    await expect(card(page, "Okta").get_by_text("Ready, not enabled")).to_be_visible()
    await api.mutate("enableConnection", id=made["id"])
    await expect(card(page, "Okta").get_by_text("Enabled", exact=True)).to_be_visible()


async def test_what_somebody_else_changed_or_deleted_meanwhile_is_told(api: Api, window: Window) -> None:
    id = await customer(api)
    made = await saml(api, id, **complete())
    blind = await api.with_scopes("organizations:read", "connections:read", "connections:write")
    page = await signed_in(window, blind, f"/organizations/{id}/connections")
    dialog = await act(page, "Okta", "Delete")
    await api.mutate("updateSamlConnection", id=made["id"], displayName="Okta of the subsidiary")
    await press(page, "Delete")
    await expect(dialog.get_by_role("alert")).to_contain_text("Somebody else has changed this connection meanwhile.")
    await press(page, "Cancel")
    await act(page, "Okta of the subsidiary", "Delete")
    await api.mutate("deleteConnection", id=made["id"])
    await press(page, "Delete")
    await expect(dialog.get_by_role("alert")).to_contain_text("somebody has deleted it")


async def test_connections_are_set_up_in_the_portal_to_which_a_link_leads(api: Api, window: Window) -> None:
    id = await customer(api)
    page = await signed_in(window, api, f"/organizations/{id}/connections")
    await press(page, "Generate a portal link", role="link")
    await expect(page.get_by_role("dialog", name="Generate a portal link")).to_be_visible()
    assert "/portal-links" in page.url
    reader = await api.with_scopes("organizations:read", "connections:read")
    other = await signed_in(window, reader, f"/organizations/{id}/connections")
    await heading(other, (await api("query ($id: ID!) { organization(by: {id: $id}) { displayName } }", id=id))[
        "organization"
    ]["displayName"])  # fmt: skip
    await expect(other.get_by_text("No connection yet")).to_be_visible()
    await expect(other.get_by_role("link", name="Generate a portal link")).to_have_count(0)
