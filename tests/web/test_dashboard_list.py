"""The list of organizations in the dashboard: searched, filtered, ordered, paged, all of it in the address."""

import re
from pathlib import Path

from playwright.async_api import expect

from tests.graph.portal import switch
from tests.helpers import Api
from tests.web.conftest import Window
from tests.web.dashboard import lists, looked_at, signed_in
from tests.web.portal import heading, press


async def test_without_organizations_the_list_says_what_would_be_in_it(
    api: Api, window: Window, tmp_path: Path
) -> None:
    page = await signed_in(window, api)
    await expect(page.get_by_text("No organization yet")).to_be_visible()
    await looked_at(page, tmp_path, "empty")


async def test_organizations_are_searched_by_name_and_found_by_either_id(api: Api, window: Window) -> None:
    await api.organization(displayName="Acme Corporation", externalId="x1")
    bravo = await api.organization(displayName="Bravo Limited", externalId="Q7")
    page = await signed_in(window, api)
    await lists(page, "Bravo Limited", "Acme Corporation")
    search = page.get_by_role("searchbox", name="Search by name or ID")
    await search.fill("CORP")
    await lists(page, "Acme Corporation")
    assert page.url.endswith("?search=CORP")
    await expect(page.get_by_text("1 organization", exact=True)).to_be_visible()
    await search.fill("Q7")
    await expect(page.get_by_text("Names are searched from 3 characters on.")).to_be_visible()
    await lists(page, "Bravo Limited", "Acme Corporation")
    await search.fill(bravo)
    await lists(page, "Bravo Limited")
    await search.fill("nobody at all")
    await expect(page.get_by_text("No organization matches")).to_be_visible()
    await press(page, "Show all")
    await lists(page, "Bravo Limited", "Acme Corporation")
    await expect(search).to_have_value("")


async def test_organizations_are_filtered_and_ordered_and_the_address_says_how(
    api: Api, window: Window, tmp_path: Path
) -> None:
    bravo = await api.organization(displayName="Bravo")
    acme = await api.organization(displayName="Acme")
    gone = await api.organization(displayName="Zulu")
    for id in (bravo, acme):
        await switch(api, id, "SSO", enabled=True)
    await api.mutate("deleteOrganization", id=gone)
    page = await signed_in(window, api)
    await lists(page, "Acme", "Bravo")
    await page.get_by_label("Features").select_option("Single sign-on on")
    await page.get_by_label("Order").select_option("Name, Z to A")
    await lists(page, "Bravo", "Acme")
    await page.get_by_label("Features").select_option("Single sign-on off")
    await page.get_by_label("Deleted too").check()
    await lists(page, "Zulu")
    await expect(page.get_by_text("Deleted", exact=True)).to_be_visible()
    await page.get_by_label("Created").select_option("Created in the last 7 days")
    await expect(page).to_have_url(re.compile(r"\?feature=-SSO&order=name-descending&deleted=yes&days=7$"))
    await lists(page, "Zulu")
    await looked_at(page, tmp_path, "filtered")
    await page.get_by_label("Features").select_option("Directory sync on")
    await expect(page.get_by_text("No organization matches")).to_be_visible()


async def test_pages_are_turned_by_cursor_and_the_browser_goes_back_to_them(api: Api, window: Window) -> None:
    for number in range(60):
        await api.organization(displayName=f"Organization {number:02}")
    page = await signed_in(window, api, "/organizations?order=name")
    await expect(page.get_by_text("60 organizations", exact=True)).to_be_visible()
    all_names = [f"Organization {number:02}" for number in range(60)]
    await expect(page.get_by_role("button", name="Previous")).to_be_disabled()
    await press(page, "Next")
    await lists(page, *all_names[25:50])
    second = page.url
    await press(page, "Next")
    await lists(page, *all_names[50:])
    await expect(page.get_by_role("button", name="Next")).to_be_disabled()
    await press(page, "Previous")
    await lists(page, *all_names[25:50])
    await press(page, "Previous")
    await lists(page, *all_names[:25])
    await page.go_back()
    await page.go_back()
    await page.go_back()
    await lists(page, *all_names[25:50])
    assert page.url == second
    await page.get_by_role("searchbox").fill("Organization 5")
    await lists(page, *all_names[50:])


async def test_an_organization_is_made_and_what_is_wrong_is_told_beside_its_field(
    api: Api, window: Window, tmp_path: Path
) -> None:
    await api.organization(displayName="Bravo", externalId="taken", slug="taken")
    page = await signed_in(window, api)
    await press(page, "New organization", role="link")
    await heading(page, "New organization")
    slug = page.get_by_label("Slug")
    await expect(slug).to_have_accessible_description(re.compile("digits and hyphens, in parts separated by dots"))
    await slug.fill("No Slug")
    await press(page, "Add a pair")
    await page.get_by_label("Value 1").fill("enterprise")
    await press(page, "Create")
    await expect(page.get_by_text("The key must not be empty.")).to_be_visible()
    assert (await api("{ organizations { totalCount } }"))["organizations"]["totalCount"] == 1
    await page.get_by_label("Key 1").fill("k" * 41)
    await press(page, "Create")
    await expect(page.get_by_text("Name must not be empty.")).to_be_visible()
    await expect(page.get_by_text("Slug must be lower-case letters")).to_be_visible()
    await expect(page.get_by_text("Metadata must have keys of 1 to 40 characters.")).to_be_visible()
    await expect(page.get_by_label("Name", exact=True)).to_be_focused()
    await expect(slug).to_have_attribute("aria-invalid", "true")
    await looked_at(page, tmp_path, "faults")
    await page.get_by_label("Name", exact=True).fill(" Acme Corporation ")
    await page.get_by_label("Key 1").fill("plan")
    await slug.fill("taken")
    await press(page, "Create")
    await expect(page.get_by_text("Slug is taken.")).to_be_visible()
    await slug.fill("eu.acme-1")
    await page.get_by_label("External ID").fill("taken")
    await press(page, "Create")
    await expect(page.get_by_text("External ID is taken.")).to_be_visible()
    await page.get_by_label("External ID").fill("acme-1")
    await press(page, "Create")
    await heading(page, "Acme Corporation")
    made = await api("""{ organization(by: {slug: "eu.acme-1"}) { id displayName externalId metadata } }""")
    id = page.url.rpartition("/")[2]
    assert made["organization"] == {
        "id": id,
        "displayName": "Acme Corporation",
        "externalId": "acme-1",
        "metadata": {"plan": "enterprise"},
    }
    await page.get_by_role("link", name="Organizations").last.click()
    await lists(page, "Acme Corporation", "Bravo")
