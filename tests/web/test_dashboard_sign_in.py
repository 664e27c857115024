"""Who may use the dashboard, and where its credential is."""

import json
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.graph.people import user
from tests.graph.portal import customer, portal
from tests.helpers import Api
from tests.members import member, token
from tests.web.conftest import Window
from tests.web.dashboard import looked_at, opened, sign_in, signed_in
from tests.web.portal import heading, press, stored


async def test_an_api_key_opens_the_dashboard_where_the_address_says_and_a_wrong_one_does_not(
    api: Api, window: Window, tmp_path: Path
) -> None:
    await api.organization(displayName="Acme Corporation")
    page = await opened(window, api, "/organizations?order=name")
    await expect(page.get_by_label("API key or token")).to_be_focused()
    await looked_at(page, tmp_path, "sign-in")
    await sign_in(page, "")
    await expect(page.get_by_text("Give an API key or a token.")).to_be_visible()
    for wrong in ("gwk_00000000000000000000000000_nonsense", "nonsense", "nön-sense"):
        await page.reload()
        await sign_in(page, wrong)
        await expect(page.get_by_text("This credential is not known, has expired or was revoked.")).to_be_visible()
        await expect(page.get_by_label("API key or token")).to_be_focused()
    await looked_at(page, tmp_path, "refused")
    await sign_in(page, f" Bearer {api.token} ")
    await heading(page, "Organizations")
    await expect(page.get_by_role("link", name="Acme Corporation")).to_be_visible()
    assert page.url.endswith("/dashboard/organizations?order=name")
    await expect(page).to_have_title("Organizations - Dashboard")


async def test_the_credential_is_in_memory_alone(api: Api, window: Window) -> None:
    page = await signed_in(window, api)
    await heading(page, "Organizations")
    assert await stored(page) == ("{}", "{}")
    assert await window.context.cookies() == []
    kept = json.dumps(await window.context.storage_state(indexed_db=True))
    assert str(api.token) not in kept + page.url + await page.content()
    await page.reload()
    await heading(page, "Sign in")
    await sign_in(page, api.token)
    await heading(page, "Organizations")
    await press(page, "Sign out")
    await heading(page, "Sign in")
    assert str(api.token) not in await page.content()


@pytest.mark.parametrize("who", ["a portal session", "a key for users", "a user without an organization"])
async def test_who_could_see_nothing_is_told_why(api: Api, window: Window, who: str) -> None:
    match who:
        case "a portal session":
            caller, why = await portal(api, await customer(api)), "This is the token of a portal session."
        case "a key for users":
            caller, why = await api.with_scopes("users:read"), "lacks the permission organizations:read"
        case _:
            caller, why = api.as_(token(await user(api))), "This token names no organization"
    page = await opened(window, api)
    await sign_in(page, caller.token)
    await expect(page.get_by_text(why)).to_be_visible()


async def test_a_revoked_key_ends_the_session_and_the_page_says_so(api: Api, window: Window) -> None:
    id = await api.organization(displayName="Acme Corporation")
    made = await api.mutate("createApiKey", "... on ApiKey { secret }", name="soon revoked")
    page = await signed_in(window, api.as_(made["secret"]))
    await page.get_by_role("link", name="Acme Corporation").click()
    await expect(page.get_by_label("Name", exact=True)).to_be_visible()
    await api.mutate("revokeApiKey", id=made["id"])
    await heading(page, "Sign in")
    await expect(page.get_by_text("Your credential has expired or was revoked.")).to_be_visible()
    await sign_in(page, api.token)
    await heading(page, "Acme Corporation")
    assert page.url.endswith(f"/dashboard/organizations/{id}")


async def test_a_key_that_only_reads_is_offered_nothing_to_write(api: Api, window: Window) -> None:
    await api.organization(displayName="Acme Corporation", metadata={"plan": "free"})
    page = await signed_in(window, await api.with_scopes("organizations:read"))
    await expect(page.get_by_role("link", name="Acme Corporation")).to_be_visible()
    await expect(page.get_by_role("link", name="New organization")).to_have_count(0)
    await page.get_by_role("link", name="Acme Corporation").click()
    await expect(page.get_by_text("free")).to_be_visible()
    for role in ("textbox", "switch"):
        await expect(page.get_by_role(role).and_(page.locator(":not([readonly])"))).to_have_count(0)
    for name in ("Save", "Delete", "Upload a logo"):
        await expect(page.get_by_role("button", name=name)).to_have_count(0)


async def test_a_member_sees_its_own_organization_and_changes_its_name_alone(
    api: Api, window: Window, tmp_path: Path
) -> None:
    await api.organization(displayName="Bravo Secret")
    id = await api.organization(displayName="Acme Corporation", externalId="acme-1", metadata={"plan": "free"})
    page = await signed_in(window, await member(api, id, name="Ada Lovelace"), "")
    await heading(page, "Acme Corporation")
    assert page.url.endswith(f"/dashboard/organizations/{id}")
    await expect(page.get_by_text("Ada Lovelace")).to_be_visible()
    await expect(page.get_by_role("navigation", name="Main").get_by_role("link")).to_have_text(["Acme Corporation"])
    await expect(page.get_by_role("switch")).to_have_count(0)
    await expect(page.get_by_role("button", name="Delete")).to_have_count(0)
    await expect(page.get_by_label("External ID")).to_have_count(0)
    await expect(page.get_by_text("acme-1")).to_be_visible()
    await page.get_by_label("Name", exact=True).fill("Acme Limited")
    await press(page, "Save")
    await heading(page, "Acme Limited")
    await looked_at(page, tmp_path, "member")
    await page.goto(f"{api.settings.public_url}/dashboard/organizations")
    await sign_in(page, (await member(api, id)).token)
    await heading(page, "There is no such page")
    assert "Bravo" not in await page.content()
