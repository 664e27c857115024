"""An organization's page in the dashboard: edited by one and by two people, its logo, its features, its deletion."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from tests.graph.portal import switch
from tests.helpers import Api
from tests.logos import picture as image
from tests.web.conftest import Window
from tests.web.dashboard import lists, looked_at, picture, sign_in, signed_in
from tests.web.portal import heading, press

WHOLE = """query ($id: ID!) { organization(by: {id: $id}) {
    displayName externalId slug metadata logoUrl version features { name enabled } } }"""


async def stored(api: Api, id: str) -> dict[str, Any]:
    found: dict[str, Any] = (await api(WHOLE, id=id))["organization"]
    return found


WATCH = """(switched) => {
    window.states = [];
    new MutationObserver(() => {
        const state = switched.getAttribute("aria-checked");
        if (state !== (window.states.at(-1) ?? "false")) window.states.push(state);
    }).observe(switched, { attributeFilter: ["aria-checked"] });
}"""
"""Keeps each state that a switch comes to."""


@pytest.fixture
async def colleague(browser: Browser, api: Api) -> AsyncIterator[Page]:
    """Another operator, at another machine, who is not told of what happens."""
    context = await browser.new_context(viewport={"width": 1000, "height": 800}, reduced_motion="reduce")
    page = await context.new_page()
    await page.goto(f"{api.settings.public_url}/dashboard")
    await sign_in(page, (await api.with_scopes("organizations:read", "organizations:write")).token)
    await expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    yield page
    await context.close()


async def go(page: Page, place: str) -> None:
    """To a place in the dashboard, without losing the session."""
    await page.evaluate("place => { history.pushState(null, '', place); }", f"/dashboard{place}")


async def test_details_and_metadata_are_edited_and_nothing_else_is_sent(
    api: Api, window: Window, tmp_path: Path
) -> None:
    id = await api.organization(displayName="Acme", externalId="a1", metadata={"plan": "free", "seats": "5"})
    page = await signed_in(window, api, f"/organizations/{id}")
    await heading(page, "Acme")
    await expect(page.get_by_role("button", name="Save")).to_be_disabled()
    await page.get_by_label("Name", exact=True).fill("Acme Corporation")
    await page.get_by_label("External ID").fill("")
    await press(page, "Remove pair 2")
    await press(page, "Add a pair")
    await page.get_by_label("Key 2").fill("plan")
    await page.get_by_label("Value 2").fill("twice")
    await press(page, "Save")
    await expect(page.get_by_text("The key is there already.")).to_be_visible()
    await expect(page.get_by_label("Key 2")).to_be_focused()
    await page.get_by_label("Key 1").fill("old plan")
    await looked_at(page, tmp_path, "details")
    async with page.expect_request(lambda request: "UpdateOrganization" in (request.post_data or "")) as sending:
        await press(page, "Save")
    await expect(page.get_by_text("Saved.")).to_be_visible()
    await heading(page, "Acme Corporation")
    sent: Any = (await sending.value).post_data_json
    assert sent["variables"]["input"] == {
        "id": id,
        "expectedVersion": 1,
        "displayName": "Acme Corporation",
        "externalId": None,
        "metadata": {"old plan": "free", "plan": "twice"},
    }
    now = await stored(api, id)
    assert (now["displayName"], now["externalId"], now["metadata"]) == (
        "Acme Corporation",
        None,
        {"old plan": "free", "plan": "twice"},
    )
    await page.get_by_label("Slug").fill("x")
    await press(page, "Discard")
    await expect(page.get_by_label("Slug")).to_have_value("")
    await expect(page.get_by_role("button", name="Save")).to_be_disabled()


async def test_what_is_typed_outlives_another_section_and_ends_with_the_session(api: Api, window: Window) -> None:
    id = await api.organization(displayName="Acme", metadata={"plan": "free"})
    page = await signed_in(window, api, f"/organizations/{id}")
    await page.get_by_label("Value 1").fill("enterprise")
    await press(page, "Members", role="link")
    await expect(page.get_by_label("Value 1")).to_have_count(0)
    await api.mutate("updateOrganization", id=id, metadata={"plan": "trial"})
    await press(page, "Details", role="link")
    await expect(page.get_by_label("Value 1")).to_have_value("enterprise")
    await expect(page.get_by_role("alert")).to_contain_text("Metadata plan: both of you have changed it")
    async with page.expect_event("dialog") as asking:
        await page.evaluate("setTimeout(() => location.assign('/dashboard'))")  # the dialog would hold the answer back
    assert (await asking.value).type == "beforeunload"
    await (await asking.value).dismiss()
    await press(page, "Sign out")
    await sign_in(page, api.token)
    await expect(page.get_by_label("Value 1")).to_have_value("trial")
    assert (await stored(api, id))["metadata"] == {"plan": "trial"}


async def test_what_is_wrong_with_a_change_is_told_beside_its_field(api: Api, window: Window) -> None:
    await api.organization(displayName="Bravo", externalId="taken", slug="taken")
    id = await api.organization(displayName="Acme")
    page = await signed_in(window, api, f"/organizations/{id}")
    for label, wrong, said in (
        ("Name", " ", "Name must not be empty."),
        ("External ID", "taken", "External ID is taken."),
        ("Slug", "taken", "Slug is taken."),
        ("Slug", "-", "Slug must be lower-case letters"),
    ):
        field = page.get_by_label(label, exact=True)
        before = await field.input_value()
        await field.fill(wrong)
        await press(page, "Save")
        await expect(page.get_by_text(said)).to_be_visible()
        await expect(field).to_be_focused()
        assert said in await described(page, label)
        await field.fill(before)
    assert (await stored(api, id))["version"] == 1


async def described(page: Page, label: str) -> str:
    """What a screen reader says of a field beyond its label."""
    text: str = await page.get_by_label(label, exact=True).evaluate(
        "field => field.getAttribute('aria-describedby').split(' ')"
        ".map(id => document.getElementById(id)?.textContent).join(' ')"
    )
    return text


async def test_of_two_who_edit_at_once_the_later_sees_what_the_other_changed_and_chooses(
    api: Api, window: Window, colleague: Page, tmp_path: Path
) -> None:
    id = await api.organization(displayName="Acme", slug="acme", metadata={"plan": "free"})
    await go(colleague, f"/organizations/{id}")
    await colleague.get_by_label("Name", exact=True).fill("Acme Incorporated")
    await colleague.get_by_label("Value 1").fill("trial")
    page = await signed_in(window, api, f"/organizations/{id}")
    await page.get_by_label("Name", exact=True).fill("Acme Limited")
    await page.get_by_label("External ID").fill("a1")
    await press(page, "Save")
    await expect(page.get_by_text("Saved.")).to_be_visible()
    await press(colleague, "Save")
    alert = colleague.get_by_role("alert")
    await expect(alert).to_contain_text("Somebody else has changed this organization")
    await expect(alert).to_contain_text("nothing → a1")
    await expect(colleague.get_by_label("Name", exact=True)).to_have_value("Acme Incorporated")
    await expect(colleague.get_by_role("button", name="Save")).to_be_disabled()
    theirs = alert.get_by_role("radio", name="Theirs Acme Limited")
    await expect(alert.get_by_role("radio", name="Yours Acme Incorporated")).to_be_checked()
    await theirs.check()
    await press(colleague, "Go on with this")
    await expect(colleague.get_by_label("Name", exact=True)).to_have_value("Acme Limited")
    await expect(colleague.get_by_label("External ID")).to_have_value("a1")
    await expect(colleague.get_by_label("Value 1")).to_have_value("trial")
    assert (await stored(api, id))["metadata"] == {"plan": "free"}
    await press(colleague, "Save")
    await expect(colleague.get_by_text("Saved.")).to_be_visible()
    now = await stored(api, id)
    assert (now["displayName"], now["externalId"], now["metadata"]) == ("Acme Limited", "a1", {"plan": "trial"})


async def test_who_saves_after_a_feature_was_switched_is_asked_to_look_and_saves_again(
    api: Api, colleague: Page
) -> None:
    id = await api.organization(displayName="Acme")
    await go(colleague, f"/organizations/{id}")
    await colleague.get_by_label("Slug").fill("acme")
    await switch(api, id, "SSO", enabled=True)
    await press(colleague, "Save")
    await expect(colleague.get_by_role("alert")).to_contain_text("was changed meanwhile, and nothing was overwritten")
    await expect(colleague.get_by_role("switch", name="Single sign-on")).to_be_checked()
    assert (await stored(api, id))["slug"] is None
    await press(colleague, "Save")
    await expect(colleague.get_by_text("Saved.")).to_be_visible()
    assert (await stored(api, id))["slug"] == "acme"


async def test_what_a_colleague_saves_is_shown_while_one_types(
    api: Api, window: Window, colleague: Page, tmp_path: Path
) -> None:
    id = await api.organization(displayName="Acme", metadata={"plan": "free"})
    page = await signed_in(window, api, f"/organizations/{id}")
    await page.get_by_label("Name", exact=True).fill("Acme Limited")
    await go(colleague, f"/organizations/{id}")
    await colleague.get_by_label("Name", exact=True).fill("Acme Incorporated")
    await colleague.get_by_label("Value 1").fill("enterprise")
    await press(colleague, "Save")
    await expect(colleague.get_by_text("Saved.")).to_be_visible()
    await expect(page.get_by_role("alert")).to_contain_text("free → enterprise")
    await heading(page, "Acme Incorporated")
    await looked_at(page, tmp_path, "conflict")
    await press(page, "Go on with this")
    await press(page, "Save")
    await expect(page.get_by_text("Saved.")).to_be_visible()
    now = await stored(api, id)
    assert (now["displayName"], now["metadata"]) == ("Acme Limited", {"plan": "enterprise"})
    await page.get_by_role("switch", name="Single sign-on").click()
    await expect(page.get_by_role("switch", name="Single sign-on")).not_to_have_attribute("aria-readonly", "true")
    await colleague.get_by_label("Slug").fill("acme")
    await press(colleague, "Save")
    await press(colleague, "Go on with this")
    await press(colleague, "Save")
    await expect(page.get_by_label("Slug")).to_have_value("acme")
    await expect(page.get_by_role("alert")).to_have_count(0)


async def test_a_name_that_changes_takes_no_focus_from_who_types(api: Api, window: Window) -> None:
    id = await api.organization(displayName="Acme")
    page = await signed_in(window, api, f"/organizations/{id}")
    slug = page.get_by_label("Slug")
    await slug.click()
    await page.keyboard.type("ac")
    await api.mutate("updateOrganization", id=id, displayName="Acme Corporation")
    await heading(page, "Acme Corporation")
    await page.keyboard.type("me")
    await expect(slug).to_have_value("acme")


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
    url = (await stored(api, id))["logoUrl"]
    assert url.startswith(f"{api.settings.public_url}/logos/")
    await expect(logo.first).to_have_attribute("src", url)
    assert await logo.first.evaluate("image => image.decode().then(() => image.naturalWidth)") == 64
    await press(page, "Remove")
    await expect(logo).to_have_count(0)
    assert (await stored(api, id))["logoUrl"] is None


async def test_what_is_no_picture_for_a_logo_is_refused_beside_the_button(
    api: Api, window: Window, tmp_path: Path
) -> None:
    id = await api.organization(displayName="Acme")
    page = await signed_in(window, api, f"/organizations/{id}")
    for name, content, said in (
        ("logo.svg", b"<svg/>", "Choose a PNG, JPEG or WebP picture."),
        ("large.png", b"\0" * 600_000, "The picture has 586 KB; 512 KB are the most."),
        ("broken.png", b"no picture at all", "The picture "),
    ):
        file = tmp_path / name
        file.write_bytes(content)
        async with page.expect_file_chooser() as choosing:
            await press(page, "Upload a logo")
        await (await choosing.value).set_files(file)
        await expect(page.get_by_role("alert")).to_contain_text(said)
    assert (await stored(api, id))["logoUrl"] is None


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
    on = [feature["name"] for feature in (await stored(api, id))["features"] if feature["enabled"]]
    assert on == ["SSO", "DIR_SYNC"]
    await looked_at(page, tmp_path, "features")
    await picture(page, "dashboard")
    assert await page.evaluate("window.states") == ["true"]
    await sso.click()
    await expect(sso).not_to_be_checked()


async def test_an_organization_is_deleted_found_and_restored(api: Api, window: Window, tmp_path: Path) -> None:
    id = await api.organization(displayName="Acme")
    page = await signed_in(window, api, f"/organizations/{id}")
    await press(page, "Delete")
    dialog = page.get_by_role("alertdialog")
    await expect(dialog).to_contain_text("Delete Acme?")
    await looked_at(page, tmp_path, "dialog")
    await dialog.get_by_role("button", name="Cancel").click()
    assert (await stored(api, id))["displayName"] == "Acme"
    await press(page, "Delete")
    await dialog.get_by_role("button", name="Delete").click()
    await expect(page.get_by_text("It can be restored until")).to_be_visible()
    assert (await api(WHOLE, id=id))["organization"] is None
    await looked_at(page, tmp_path, "deleted")
    await page.get_by_role("link", name="Organizations").last.click()
    await expect(page.get_by_text("No organization yet")).to_be_visible()
    await page.get_by_label("Deleted too").check()
    await lists(page, "Acme")
    await page.get_by_role("link", name="Acme").click()
    await press(page, "Restore")
    await expect(page.get_by_label("Name", exact=True)).to_have_value("Acme")
    assert (await stored(api, id))["displayName"] == "Acme"


async def test_who_saves_after_the_organization_was_deleted_is_told(api: Api, window: Window) -> None:
    id = await api.organization(displayName="Acme")
    untold = await api.with_scopes("organizations:read", "organizations:write")
    page = await signed_in(window, untold, f"/organizations/{id}")
    await page.get_by_label("Name", exact=True).fill("Acme Limited")
    await api.mutate("deleteOrganization", id=id)
    await press(page, "Save")
    await expect(page.get_by_text("no longer there")).to_be_visible()


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
    await tab_to(page, "New organization")
    await page.keyboard.press("Enter")
    await heading(page, "New organization")
    await tab_to(page, "Name")
    await page.keyboard.type("Acme Corporation")
    await tab_to(page, "Slug")
    await page.keyboard.type("acme")
    await page.keyboard.press("Enter")
    await heading(page, "Acme Corporation")
    await expect(page.get_by_role("switch", name="Single sign-on")).to_be_visible()
    await tab_to(page, "Single sign-on")
    await page.keyboard.press("Space")
    sso = page.get_by_role("switch", name="Single sign-on")
    await expect(sso).to_be_checked()
    await expect(sso).not_to_have_attribute("aria-readonly", "true")
    await expect(sso).to_be_focused()
    made = await api("""{ organization(by: {slug: "acme"}) { displayName feature(name: SSO) { enabled } } }""")
    assert made["organization"] == {"displayName": "Acme Corporation", "feature": {"enabled": True}}


async def tab_to(page: Page, name: str) -> None:
    """Press Tab until what has this name has the focus, and a ring around it."""
    for _ in range(40):
        await page.keyboard.press("Tab")
        focused = await page.evaluate(
            """() => {
                const { activeElement: it } = document;
                const by = it.getAttribute("aria-labelledby");
                const style = getComputedStyle(it);
                const row = it.closest("tr") ? getComputedStyle(it.closest("tr")) : style;
                const name = by ? document.getElementById(by)?.textContent : it.labels?.[0]?.textContent;
                return [name ?? it.textContent, [style, row].some(each => each.outlineStyle !== "none")];
            }"""
        )
        assert focused[1], focused
        if focused[0] == name:
            return
    raise AssertionError(f"{name} is not reached")
