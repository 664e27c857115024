"""The state of the lists in the dashboard is in the address, whatever somebody has made of that."""

from playwright.async_api import Page, expect

from tests.graph.people import membership, user
from tests.graph.portal import customer, saml
from tests.helpers import Api
from tests.web.conftest import Window
from tests.web.dashboard import signed_in
from tests.web.portal import link_of, press


async def go(page: Page, place: str) -> None:
    """To an address in the dashboard, without losing the session."""
    await page.evaluate("place => { history.pushState(null, '', place); }", f"/dashboard{place}")


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
