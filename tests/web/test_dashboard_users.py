"""Users in the dashboard: searched across organizations, each with all memberships."""

from pathlib import Path

from playwright.async_api import expect

from tests.graph.people import membership, user
from tests.helpers import Api
from tests.web.conftest import Window
from tests.web.dashboard import looked_at, signed_in
from tests.web.portal import heading, press


async def test_users_are_searched_by_name_address_and_either_id(api: Api, window: Window, tmp_path: Path) -> None:
    ada = await user(api, email="ada@example.com", name="Ada Lovelace", externalId="A7")
    await user(api, email="grace@navy.example", name="Grace Hopper")
    page = await signed_in(window, api, "/users")
    await heading(page, "Users")
    links = page.get_by_role("table", name="Users").get_by_role("link")
    await expect(links).to_have_text(["Ada Lovelace", "Grace Hopper"])
    await expect(page.get_by_text("2 users", exact=True)).to_be_visible()
    await looked_at(page, tmp_path, "users")
    search = page.get_by_role("searchbox")
    for typed, found in (
        ("NAVY", "Grace Hopper"),
        ("lace", "Ada Lovelace"),
        ("A7", "Ada Lovelace"),
        (ada, "Ada Lovelace"),
    ):
        await search.fill(typed)
        await expect(links).to_have_text([found])
    await search.fill("x")
    await expect(page.get_by_text("No user matches")).to_be_visible()
    await press(page, "Show all")
    await expect(links).to_have_count(2)


async def test_who_is_found_by_an_id_and_who_by_name_are_counted_together_and_nobody_twice(
    api: Api, window: Window
) -> None:
    await user(api, email="z@example.com", name="Zed", externalId="acme")
    for number in range(26):
        await user(api, email=f"u{number:02}@acme.example", name=f"User {number:02}", externalId=f"acme.{number}")
    page = await signed_in(window, api, "/users?search=acme")
    links = page.get_by_role("table", name="Users").get_by_role("link")
    await expect(links).to_have_text(["Zed", *(f"User {number:02}" for number in range(25))])
    await expect(page.get_by_text("27 users", exact=True)).to_be_visible()
    await press(page, "Next")
    await expect(links).to_have_text(["User 25"])
    await expect(page.get_by_text("27 users", exact=True)).to_be_visible()
    await press(page, "Previous")
    await expect(links.first).to_have_text("Zed")
    search = page.get_by_role("searchbox")
    await user(api, email="acme.25@acme.example", name="Acme of another page", externalId="@acme")
    await search.fill("@acme")
    await expect(links.first).to_have_text("Acme of another page")
    await expect(page.get_by_text("27 users", exact=True)).to_be_visible()
    await user(api, email="y@example.com", name="Ypsilon", externalId="zzz")
    await search.fill("zzz")
    await expect(links).to_have_text(["Ypsilon"])
    await expect(page.get_by_text("1 user", exact=True)).to_be_visible()


async def test_many_users_are_paged(api: Api, window: Window) -> None:
    for number in range(27):
        await user(api, email=f"u{number:02}@example.com", name=f"User {number:02}")
    page = await signed_in(window, api, "/users")
    links = page.get_by_role("table", name="Users").get_by_role("link")
    await expect(links).to_have_count(25)
    await press(page, "Next")
    await expect(links).to_have_text(["User 25", "User 26"])
    await press(page, "Previous")
    await expect(links).to_have_count(25)


async def test_a_user_is_reached_from_its_organization_and_shows_all_memberships(
    api: Api, window: Window, tmp_path: Path
) -> None:
    acme, bravo, gone = [await api.organization(displayName=f"{name} Ltd") for name in ("Acme", "Bravo", "Gone")]
    ada = await user(api, email="ada@example.com", name="Ada Lovelace", externalId="u-1", metadata={"team": "engines"})
    await membership(api, acme, ada, roles=["admin"])
    off = await membership(api, bravo, ada)
    await membership(api, gone, ada)
    await api.mutate("updateMembership", id=off, status="INACTIVE")
    await api.mutate("deleteOrganization", id=gone)
    page = await signed_in(window, api, f"/organizations/{acme}/members")
    await press(page, "Ada Lovelace", role="link")
    await heading(page, "Ada Lovelace")
    for text in ("ada@example.com", "u-1", "engines", ada):
        await expect(page.get_by_text(text, exact=True).first).to_be_visible()
    table = page.get_by_role("table", name="Memberships")
    await expect(table.get_by_role("link")).to_have_text(["Acme Ltd", "Bravo Ltd"])
    await expect(table.get_by_role("row").filter(has_text="Acme Ltd")).to_contain_text("Administrator")
    await expect(table.get_by_role("row").filter(has_text="Bravo Ltd")).to_contain_text("Inactive")
    await looked_at(page, tmp_path, "user")
    await press(page, "Bravo Ltd", role="link")
    await heading(page, "Bravo Ltd")


async def test_a_user_that_is_not_there_is_said_so(api: Api, window: Window) -> None:
    page = await signed_in(window, api, "/users/usr_nonsense")
    await heading(page, "This user is not there")
    await press(page, "Look for users", role="link")
    await heading(page, "Users")
    await expect(page.get_by_text("No user yet")).to_be_visible()


async def test_users_are_the_operators(api: Api, window: Window) -> None:
    ada = await user(api, name="Ada Lovelace")
    page = await signed_in(window, await api.with_scopes("organizations:read"), f"/users/{ada}")
    await heading(page, "There is no such page")
    await expect(page.get_by_role("navigation", name="Main").get_by_role("link")).to_have_text(
        ["Overview", "Organizations"]
    )
