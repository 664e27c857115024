"""An organization's details in the dashboard, edited by one and by two people at once."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from tests.graph.portal import switch
from tests.helpers import Api
from tests.web.conftest import Window
from tests.web.dashboard import go, looked_at, organization_of, sign_in, signed_in
from tests.web.portal import heading, holding, press


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
    now = await organization_of(api, id)
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
    assert (await organization_of(api, id))["metadata"] == {"plan": "trial"}


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
    assert (await organization_of(api, id))["version"] == 1


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
    assert (await organization_of(api, id))["metadata"] == {"plan": "free"}
    await press(colleague, "Save")
    await expect(colleague.get_by_text("Saved.")).to_be_visible()
    now = await organization_of(api, id)
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
    assert (await organization_of(api, id))["slug"] is None
    await press(colleague, "Save")
    await expect(colleague.get_by_text("Saved.")).to_be_visible()
    assert (await organization_of(api, id))["slug"] == "acme"


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
    now = await organization_of(api, id)
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


async def test_who_saves_after_the_organization_was_deleted_is_told(api: Api, window: Window) -> None:
    id = await api.organization(displayName="Acme")
    untold = await api.with_scopes("organizations:read", "organizations:write")
    page = await signed_in(window, untold, f"/organizations/{id}")
    await page.get_by_label("Name", exact=True).fill("Acme Limited")
    await api.mutate("deleteOrganization", id=id)
    await press(page, "Save")
    await expect(page.get_by_text("no longer there")).to_be_visible()


async def test_what_is_typed_while_it_is_saved_stays(api: Api, window: Window) -> None:
    id = await api.organization(displayName="Acme")
    page = await signed_in(window, api, f"/organizations/{id}")
    answering = await holding(page, "updateOrganization")
    await page.get_by_label("Name", exact=True).fill("Acme 2")
    await press(page, "Save")
    await page.get_by_label("Name", exact=True).fill("Acme 23")
    await page.get_by_label("External ID").fill("a1")
    answering.set()
    await heading(page, "Acme 2")
    await expect(page.get_by_role("button", name="Save")).to_have_attribute("aria-disabled", "false")
    await expect(page.get_by_label("Name", exact=True)).to_have_value("Acme 23")
    await expect(page.get_by_label("External ID")).to_have_value("a1")
    await expect(page.get_by_role("alert")).to_have_count(0)
    await press(page, "Save")
    await heading(page, "Acme 23")
    stored = await organization_of(api, id)
    assert (stored["displayName"], stored["externalId"]) == ("Acme 23", "a1")
