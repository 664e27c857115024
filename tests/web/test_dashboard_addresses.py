"""The state of the lists in the dashboard is in the address, whatever somebody has made of that."""

from datetime import UTC, datetime, timedelta

from asyncpg import Pool
from playwright.async_api import expect

from tests.graph.people import membership, user
from tests.graph.portal import customer, saml
from tests.graph.test_statistics import made_in
from tests.helpers import Api
from tests.web.conftest import Window
from tests.web.dashboard import go, lists, sign_in, signed_in
from tests.web.portal import link_of, press


async def test_a_page_that_a_list_does_not_have_leads_to_its_first_one_under_the_same_conditions(
    api: Api, window: Window
) -> None:
    id = await customer(api, displayName="Acme")
    ada = await user(api, email="ada@example.com", name="Ada Lovelace")
    await membership(api, id, ada)
    await saml(api, id)
    await link_of(api, id)
    await user(api, name="Grace Hopper")
    await api.organization(displayName="Bravo")
    page = await signed_in(window, api)
    for place, conditions, shown in (
        ("/organizations", "search=acme&order=name", page.get_by_role("table").get_by_role("row")),
        ("/users", "search=love", page.get_by_role("table").get_by_role("row")),
        (f"/users/{ada}", "", page.get_by_role("table").get_by_role("link", name="Acme")),
        (f"/organizations/{id}/members", "search=lace&status=ACTIVE", page.get_by_role("link", name="Ada Lovelace")),
        (f"/organizations/{id}/connections", "", page.get_by_role("heading", name="Okta")),
        (f"/organizations/{id}/portal-links", "", page.get_by_role("table").get_by_text("To send")),
        ("/overview", "months=24", page.get_by_text("All certificates are fine")),
    ):
        for cursor in ("after=garbage", "before=bm9uc2Vuc2U"):
            await go(page, f"{place}?{'&'.join(filter(None, (conditions, cursor)))}")
            await expect(page.get_by_role("alert")).to_contain_text("The address leads to no page of this list")
            await press(page, "Go to the first page")
            await expect(page.get_by_role("alert")).to_have_count(0)
            await expect(shown.last).to_be_visible()
            assert page.url.partition("/dashboard")[2] == f"{place}{'?' if conditions else ''}{conditions}"
    await go(page, "/organizations?search=acme&after=garbage")
    await press(page, "Go to the first page")
    await expect(page.get_by_role("searchbox")).to_have_value("acme")
    await expect(page.get_by_text("1 organization", exact=True)).to_be_visible()


async def test_a_span_that_cannot_be_chosen_is_as_if_it_were_not_there(api: Api, window: Window, pool: Pool) -> None:
    await made_in(pool, datetime.now(UTC) - timedelta(days=20), 1)
    await api.organization(displayName="New")
    page = await signed_in(window, api, "/organizations?days=14")
    await lists(page, "New", "Old")
    created = page.get_by_label("Created")
    await expect(created).to_have_value("")
    await created.select_option("Created in the last 7 days")
    await lists(page, "New")
    await go(page, "/overview?months=14")
    await expect(page.get_by_label("Time")).to_have_value("12")


async def test_the_way_back_leads_to_the_list_as_it_was_left(api: Api, window: Window) -> None:
    for number in range(27):
        await api.organization(displayName=f"Acme {number:02}")
    await api.organization(displayName="Bravo")
    await user(api, email="ada@example.com", name="Ada Lovelace")
    await user(api, email="grace@navy.example", name="Grace Hopper")
    page = await signed_in(window, api, "/organizations?order=name")
    await page.get_by_role("searchbox").fill("acme")
    await expect(page.get_by_text("27 organizations", exact=True)).to_be_visible()
    await press(page, "Next")
    await lists(page, "Acme 25", "Acme 26")
    left = page.url
    await press(page, "Acme 26", role="link")
    await press(page, "Members", role="link")
    await expect(page.get_by_text("No member yet")).to_be_visible()
    main = page.get_by_role("main")
    await press(main, "Organizations", role="link")
    await lists(page, "Acme 25", "Acme 26")
    assert page.url == left
    await expect(page.get_by_role("searchbox")).to_have_value("acme")
    await press(page, "New organization", role="link")
    await press(main, "Organizations", role="link")
    assert page.url == left
    await press(page, "Users", role="link")
    await page.get_by_role("searchbox").fill("navy")
    await expect(page.get_by_role("table").get_by_role("link")).to_have_text(["Grace Hopper"])
    await press(page, "Grace Hopper", role="link")
    await press(main, "Users", role="link")
    await expect(page.get_by_role("table").get_by_role("link")).to_have_text(["Grace Hopper"])
    await expect(page.get_by_role("searchbox")).to_have_value("navy")
    await press(page.get_by_role("navigation", name="Main"), "Organizations", role="link")
    await expect(page.get_by_text("28 organizations", exact=True)).to_be_visible()
    await press(page, "Bravo", role="link")
    await press(main, "Organizations", role="link")
    await expect(page.get_by_text("28 organizations", exact=True)).to_be_visible()


async def test_the_way_back_of_who_came_by_the_address_or_signs_in_anew_leads_to_the_whole_list(
    api: Api, window: Window
) -> None:
    id = await api.organization(displayName="Acme")
    page = await signed_in(window, api, f"/organizations/{id}")
    back = page.get_by_role("main").get_by_role("link", name="Organizations")
    await expect(back).to_have_attribute("href", "/dashboard/organizations")
    await go(page, "/organizations?search=acme")
    await press(page, "Acme", role="link")
    await expect(back).to_have_attribute("href", "/dashboard/organizations?search=acme")
    await press(page, "Sign out")
    await sign_in(page, api.token)
    await expect(back).to_have_attribute("href", "/dashboard/organizations")
