"""An organization's page in the dashboard: its logo, its features, its deletion."""

import asyncio
from pathlib import Path

import pytest
from playwright.async_api import Request, Route, expect

from tests.helpers import Api
from tests.logos import picture as image
from tests.web.conftest import Window
from tests.web.dashboard import go, lists, looked_at, organization_of, picture, signed_in
from tests.web.portal import asks, heading, holding, press, tab_to

WATCH = """(switched) => {
    window.states = [];
    new MutationObserver(() => {
        const state = switched.getAttribute("aria-checked");
        if (state !== (window.states.at(-1) ?? "false")) window.states.push(state);
    }).observe(switched, { attributeFilter: ["aria-checked"] });
}"""
"""Keeps each state that a switch comes to."""


@pytest.mark.parametrize(("format", "suffix"), [("PNG", "png"), ("JPEG", "jpg"), ("WEBP", "webp")])
async def test_a_logo_is_uploaded_replaced_and_removed(
    api: Api, window: Window, tmp_path: Path, format: str, suffix: str
) -> None:
    id = await api.organization(displayName="Acme", logoUrl="https://acme.example/logo.svg")
    page = await signed_in(window, api, f"/organizations/{id}")
    await expect(page.get_by_role("link", name="acme.example")).to_have_attribute("rel", "noreferrer")
    logo = page.locator("main img")
    await expect(logo).to_have_count(0)
    file = tmp_path / f"logo.{suffix}"
    file.write_bytes(image(format))
    async with page.expect_file_chooser() as choosing:
        await press(page, "Replace the logo")
    await (await choosing.value).set_files(file)
    await expect(logo).to_have_count(2)
    url = (await organization_of(api, id))["logoUrl"]
    assert url.startswith(f"{api.settings.public_url}/logos/")
    await expect(logo.first).to_have_attribute("src", url)
    assert await logo.first.evaluate("image => image.decode().then(() => image.naturalWidth)") == 64
    await press(page, "Remove")
    await expect(logo).to_have_count(0)
    assert (await organization_of(api, id))["logoUrl"] is None


async def test_what_is_no_picture_for_a_logo_is_refused_beside_the_button(
    api: Api, window: Window, tmp_path: Path
) -> None:
    id = await api.organization(displayName="Acme")
    page = await signed_in(window, api, f"/organizations/{id}")
    for name, content, said in (
        ("logo.svg", b"<svg/>", "Choose a PNG, JPEG or WebP picture."),
        ("large.png", b"\0" * 600_000, "The picture has 586 KB; 512 KB are the most."),
        ("broken.png", b"no picture at all", "must be a PNG, JPEG or WebP image"),
    ):
        file = tmp_path / name
        file.write_bytes(content)
        async with page.expect_file_chooser() as choosing:
            await press(page, "Upload a logo")
        await (await choosing.value).set_files(file)
        await expect(page.get_by_role("alert")).to_contain_text(said)
    assert (await organization_of(api, id))["logoUrl"] is None


async def test_features_are_switched_one_after_another_and_no_switch_jumps_back(
    api: Api, window: Window, tmp_path: Path
) -> None:
    id = await api.organization(
        displayName="Acme Corporation", externalId="acme-corp-1234", slug="acme", metadata={"plan": "enterprise"}
    )
    page = await signed_in(window, api, f"/organizations/{id}")
    sso = page.get_by_role("switch", name="Single sign-on")
    sync = page.get_by_role("switch", name="Directory sync")
    await expect(sso).not_to_be_checked()
    await sso.evaluate(WATCH)
    await sso.click()
    await sync.click()
    for switched in (sso, sync):
        await expect(switched).to_be_checked()
        await expect(switched).not_to_have_attribute("aria-readonly", "true")
    on = [feature["name"] for feature in (await organization_of(api, id))["features"] if feature["enabled"]]
    assert on == ["SSO", "DIR_SYNC"]
    await looked_at(page, tmp_path, "features")
    await picture(page, "dashboard")
    assert await page.evaluate("window.states") == ["true"]
    await sso.click()
    await expect(sso).not_to_be_checked()


async def test_a_switch_stays_though_the_page_was_read_before_it(api: Api, window: Window) -> None:
    """By a caller who is told of no events, so that nothing else has the page read again."""
    id = await api.organization(displayName="Acme")
    untold = await api.with_scopes("organizations:read", "organizations:write")
    page = await signed_in(window, untold, f"/organizations/{id}")
    sso = page.get_by_role("switch", name="Single sign-on")
    sync = page.get_by_role("switch", name="Directory sync")
    read, arriving = asyncio.Event(), asyncio.Event()
    held, finished = list[Request](), list[Request]()

    async def answer(route: Route) -> None:
        if held or not asks(route.request, "OrganizationDetails"):
            await route.continue_()
            return
        held.append(route.request)
        answered = await route.fetch()
        read.set()
        await arriving.wait()
        await route.fulfill(response=answered)

    await expect(sync).not_to_be_checked()
    await page.route("**/graphql", answer)
    await sso.click()
    await asyncio.wait_for(read.wait(), 20)
    await sync.evaluate(WATCH)
    await sync.click()
    await expect(sync).to_be_checked()
    await expect(sync).not_to_have_attribute("aria-readonly", "true")
    page.on("requestfinished", lambda request: finished.append(request))
    arriving.set()
    async with asyncio.timeout(20):
        while sum(asks(each, "OrganizationDetails") for each in finished) < 2:  # what was late, and what is asked again
            await asyncio.sleep(0.02)
    await expect(sync).to_be_checked()
    assert await page.evaluate("window.states") == ["true"]


async def test_a_question_stays_until_what_was_sent_is_answered(api: Api, window: Window) -> None:
    id = await api.organization(displayName="Acme")
    page = await signed_in(window, api, f"/organizations/{id}")
    answering = await holding(page, "deleteOrganization")
    await press(page, "Delete")
    dialog = page.get_by_role("alertdialog")
    await dialog.get_by_role("button", name="Delete").click()
    await expect(dialog.get_by_role("button", name="Delete")).to_have_attribute("aria-disabled", "true")
    await page.keyboard.press("Escape")
    await dialog.get_by_role("button", name="Cancel").dispatch_event("click")
    await page.wait_for_timeout(500)
    await expect(dialog).to_be_visible()
    answering.set()
    await expect(dialog).to_have_count(0)
    await expect(page.get_by_text("It can be restored until")).to_be_visible()


async def test_an_organization_is_deleted_found_and_restored(api: Api, window: Window, tmp_path: Path) -> None:
    id = await api.organization(displayName="Acme")
    page = await signed_in(window, api, f"/organizations/{id}")
    await press(page, "Delete")
    dialog = page.get_by_role("alertdialog")
    await expect(dialog).to_contain_text("Delete Acme?")
    await looked_at(page, tmp_path, "dialog")
    await dialog.get_by_role("button", name="Cancel").click()
    assert (await organization_of(api, id))["displayName"] == "Acme"
    await press(page, "Delete")
    await dialog.get_by_role("button", name="Delete").click()
    await expect(page.get_by_text("It can be restored until")).to_be_visible()
    assert await organization_of(api, id) is None
    await looked_at(page, tmp_path, "deleted")
    await page.get_by_role("link", name="Organizations").last.click()
    await expect(page.get_by_text("No organization yet")).to_be_visible()
    await page.get_by_label("Deleted too").check()
    await lists(page, "Acme")
    await page.get_by_role("link", name="Acme").click()
    await press(page, "Restore")
    await expect(page.get_by_label("Name", exact=True)).to_have_value("Acme")
    assert (await organization_of(api, id))["displayName"] == "Acme"


async def test_an_organization_that_is_not_there_is_said_to_be_so(api: Api, window: Window, tmp_path: Path) -> None:
    page = await signed_in(window, api, "/organizations/org_nonsense")
    await heading(page, "This organization is not there")
    await looked_at(page, tmp_path, "missing")
    await go(page, "/nonsense")
    await heading(page, "There is no such page")


async def test_with_the_keyboard_alone_an_organization_is_made_and_its_sso_switched_on(
    api: Api, window: Window
) -> None:
    page = await window.context.new_page()
    await page.goto(f"{api.settings.public_url}/dashboard/organizations")
    await expect(page.get_by_label("API key or token")).to_be_focused()
    await page.keyboard.type(str(api.token))
    await page.keyboard.press("Enter")
    await heading(page, "Organizations")
    await tab_to(page, "New organization", "link")
    await page.keyboard.press("Enter")
    await heading(page, "New organization")
    await tab_to(page, "Name", "textbox")
    await page.keyboard.type("Acme Corporation")
    await tab_to(page, "Slug", "textbox")
    await page.keyboard.type("acme")
    await page.keyboard.press("Enter")
    await heading(page, "Acme Corporation")
    await expect(page.get_by_role("switch", name="Single sign-on")).to_be_visible()
    await tab_to(page, "Single sign-on", "switch")
    await page.keyboard.press("Space")
    sso = page.get_by_role("switch", name="Single sign-on")
    await expect(sso).to_be_checked()
    await expect(sso).not_to_have_attribute("aria-readonly", "true")
    await expect(sso).to_be_focused()
    made = await api("""{ organization(by: {slug: "acme"}) { displayName feature(name: SSO) { enabled } } }""")
    assert made["organization"] == {"displayName": "Acme Corporation", "feature": {"enabled": True}}
