"""Members of an organization in the dashboard: listed, invited, changed, removed; the last-admin rule explained."""

import re
from pathlib import Path
from typing import Any

from asyncpg import Pool
from playwright.async_api import Locator, Page, expect

from tests.graph.people import invitation, membership, role, user
from tests.helpers import Api
from tests.members import member
from tests.web.conftest import Window
from tests.web.dashboard import looked_at, signed_in
from tests.web.portal import press


def row(page: Page, name: str) -> Locator:
    """The table's row of a member."""
    return page.get_by_role("row").filter(has_text=name)


async def names(page: Page, *wanted: str) -> None:
    """Wait until the list shows these members, in this order."""
    await expect(page.get_by_role("table", name="Members").locator("tbody tr")).to_have_count(len(wanted))
    for place, name in enumerate(wanted):
        await expect(page.locator("tbody tr").nth(place)).to_contain_text(name)


async def act(page: Page, name: str, action: str) -> Locator:
    """The dialog of an action on a member."""
    await press(page, f"Actions for {name}")
    await press(page, action, role="menuitem")
    return page.get_by_role("dialog")


async def of(api: Api, id: str) -> dict[str, Any]:
    data = await api(
        "query ($id: ID!) { membership(id: $id) { status roles version invitation { timesSent } } }", id=id
    )
    found: dict[str, Any] = data["membership"]
    return found


async def named(api: Api, organization: str, name: str, **given: object) -> str:
    """The membership of a new user with this name."""
    return await membership(api, organization, await user(api, name=name), **given)


async def test_members_are_searched_filtered_and_paged_and_the_address_says_how(
    api: Api, window: Window, pool: Pool, tmp_path: Path
) -> None:
    id = await api.organization(displayName="Acme Corporation")
    await role(api, "billing", displayName="Billing manager", permissions=["organizations:read"])
    await named(api, id, "Ada Lovelace", roles=["admin"])
    off = await named(api, id, "Grace Hopper", roles=["billing", "member"])
    await api.mutate("updateMembership", id=off, status="INACTIVE")
    await invitation(api, id, email="guest@example.com")
    late = await invitation(api, id, email="late@example.com")
    await pool.execute("UPDATE memberships SET invitation_expires_at = now() WHERE id = $1", late["id"])
    page = await signed_in(window, api, f"/organizations/{id}/members")
    await names(page, "Ada Lovelace", "Grace Hopper", "guest@example.com", "late@example.com")
    for name, status in (
        ("Ada", "Active"),
        ("Grace", "Inactive"),
        ("guest", "Invited"),
        ("late", "Invitation expired"),
    ):
        await expect(row(page, name).get_by_text(status, exact=True).filter(visible=True)).to_be_visible()
    await expect(page.get_by_text("4 members", exact=True)).to_be_visible()
    await looked_at(page, tmp_path, "members")
    await page.get_by_label("Status").select_option("Inactive")
    await names(page, "Grace Hopper")
    await page.get_by_label("Role", exact=True).select_option("Billing manager")
    await expect(page).to_have_url(re.compile(r"/members\?status=INACTIVE&role=billing$"))
    await names(page, "Grace Hopper")
    await page.get_by_role("searchbox").fill("lovelace")
    await expect(page.get_by_text("No member matches")).to_be_visible()
    await press(page, "Show all")
    await names(page, "Ada Lovelace", "Grace Hopper", "guest@example.com", "late@example.com")
    await page.get_by_role("searchbox").fill("LOVE")
    await names(page, "Ada Lovelace")
    await page.get_by_role("searchbox").fill("lo")
    await expect(page.get_by_text("Members are searched from 3 characters on.")).to_be_visible()
    for number in range(28):
        await invitation(api, id, email=f"more{number:02}@example.com")
    await page.get_by_role("searchbox").fill("more")
    more = [f"more{number:02}@example.com" for number in range(28)]
    await names(page, *more[:25])
    await press(page, "Next")
    await names(page, *more[25:])
    await press(page, "Previous")
    await names(page, *more[:25])


async def test_a_member_is_invited_and_what_is_wrong_is_told_beside_its_field(
    api: Api, window: Window, tmp_path: Path
) -> None:
    id = await api.organization(displayName="Acme Corporation")
    page = await signed_in(window, api, f"/organizations/{id}/members")
    await expect(page.get_by_text("No member yet")).to_be_visible()
    await press(page, "Invite a member")
    dialog = page.get_by_role("dialog", name="Invite a member")
    address = dialog.get_by_label("E-mail address")
    await expect(address).to_be_focused()
    await address.fill("nonsense")
    await dialog.get_by_role("checkbox", name="Member").uncheck()
    await press(page, "Invite")
    await expect(dialog.get_by_text("The address is not an e-mail address.")).to_be_visible()
    await expect(address).to_be_focused()
    await expect(dialog.get_by_text("The choice must name at least one role.")).to_be_visible()
    await looked_at(page, tmp_path, "invite")
    await address.fill(" Ada@Example.com ")
    await dialog.get_by_role("checkbox", name="Administrator").check()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("dialog", name="Invitation made")).to_be_visible()
    token = await page.get_by_label("Invitation token", exact=True).input_value()
    await looked_at(page, tmp_path, "invited")
    await press(page, "Done")
    await names(page, "ada@example.com")
    assert token not in await page.content()
    accepted = await api.mutate("acceptInvitation", "... on Membership { roles }", token=token)
    assert accepted["roles"] == ["admin"]
    await expect(row(page, "ada@example.com").get_by_text("Active", exact=True).filter(visible=True)).to_be_visible()
    await press(page, "Invite a member")
    await address.fill("ada@example.com")
    await press(page, "Invite")
    await expect(dialog.get_by_text("The address belongs to a member, or is invited already.")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(dialog).to_have_count(0)
    await expect(page.get_by_role("button", name="Invite a member")).to_be_focused()


async def test_an_invitation_is_resent_and_revoked(api: Api, window: Window) -> None:
    id = await api.organization()
    sent = await invitation(api, id, email="guest@example.com")
    page = await signed_in(window, api, f"/organizations/{id}/members")
    await act(page, "guest@example.com", "Resend")
    await press(page, "Resend")
    token = await page.get_by_label("Invitation token", exact=True).input_value()
    assert token != sent["invitation"]["token"]
    await press(page, "Done")
    await expect(row(page, "guest@example.com")).to_contain_text("sent 2 times")
    assert (await api.mutate("acceptInvitation", token=sent["invitation"]["token"]))["code"] == "NOT_FOUND"
    await act(page, "guest@example.com", "Revoke")
    await press(page, "Revoke")
    await expect(page.get_by_text("No member yet")).to_be_visible()
    await expect(page.get_by_text("The invitation of guest@example.com was revoked")).to_be_attached()
    assert (await api.mutate("acceptInvitation", token=token))["code"] == "NOT_FOUND"


async def test_roles_are_changed_and_a_member_is_deactivated_reactivated_and_removed(
    api: Api, window: Window, tmp_path: Path
) -> None:
    id = await api.organization(displayName="Acme Corporation")
    await named(api, id, "Ada Lovelace", roles=["admin"])
    grace = await named(api, id, "Grace Hopper")
    page = await signed_in(window, api, f"/organizations/{id}/members")
    dialog = await act(page, "Grace Hopper", "Change roles")
    await dialog.get_by_role("checkbox", name="Administrator").check()
    await looked_at(page, tmp_path, "roles")
    await press(page, "Save")
    await expect(row(page, "Grace Hopper")).to_contain_text("Administrator")
    assert set((await of(api, grace))["roles"]) == {"admin", "member"}
    for action, status, shown in (("Deactivate", "INACTIVE", "Inactive"), ("Reactivate", "ACTIVE", "Active")):
        await act(page, "Grace Hopper", action)
        await press(page, action)
        await expect(row(page, "Grace Hopper").get_by_text(shown, exact=True).filter(visible=True)).to_be_visible()
        assert (await of(api, grace))["status"] == status
    dialog = await act(page, "Grace Hopper", "Remove")
    await expect(dialog).to_have_accessible_name("Remove Grace Hopper from Acme Corporation?")
    await press(page, "Cancel")
    await expect(page.get_by_role("button", name="Actions for Grace Hopper")).to_be_focused()
    await act(page, "Grace Hopper", "Remove")
    await press(page, "Remove")
    await names(page, "Ada Lovelace")
    assert (await api("query ($id: ID!) { membership(id: $id) { id } }", id=grace))["membership"] is None


async def test_the_last_admin_rule_is_explained_where_it_bites(api: Api, window: Window, tmp_path: Path) -> None:
    id = await api.organization(displayName="Acme Corporation")
    ada = await named(api, id, "Ada Lovelace", roles=["admin"])
    grace = await named(api, id, "Grace Hopper")
    page = await signed_in(window, api, f"/organizations/{id}/members")
    explained = page.get_by_role("alert").filter(has_text="Ada Lovelace is the last active admin of Acme Corporation.")
    for action in ("Deactivate", "Remove"):
        await act(page, "Ada Lovelace", action)
        await press(page, action)
        await expect(explained).to_contain_text("Make another active member an admin first")
        await looked_at(page, tmp_path, f"last-admin-{action.lower()}")
        await press(page, "Cancel")
    dialog = await act(page, "Ada Lovelace", "Change roles")
    await dialog.get_by_role("checkbox", name="Administrator").uncheck()
    await dialog.get_by_role("checkbox", name="Member").check()
    await press(page, "Save")
    await expect(explained).to_be_visible()
    await press(page, "Cancel")
    assert await of(api, ada) == {"status": "ACTIVE", "roles": ["admin"], "version": 1, "invitation": None}
    await api.mutate("updateMembership", id=grace, roles=["admin"])
    await expect(row(page, "Grace Hopper")).to_contain_text("Administrator")
    await act(page, "Ada Lovelace", "Remove")
    await press(page, "Remove")
    await names(page, "Grace Hopper")


async def test_what_somebody_else_changed_meanwhile_is_not_overwritten(api: Api, window: Window) -> None:
    id = await api.organization()
    grace = await named(api, id, "Grace Hopper")
    reader = await api.with_scopes(
        "organizations:read", "memberships:read", "memberships:write", "users:read", "roles:read"
    )
    page = await signed_in(window, reader, f"/organizations/{id}/members")
    dialog = await act(page, "Grace Hopper", "Deactivate")
    await api.mutate("updateMembership", id=grace, roles=["admin"])
    await press(page, "Deactivate")
    await expect(dialog.get_by_role("alert")).to_contain_text("Somebody else has changed this membership meanwhile.")
    assert (await of(api, grace))["status"] == "ACTIVE"
    await press(page, "Cancel")
    await expect(row(page, "Grace Hopper")).to_contain_text("Administrator")


async def test_a_change_made_elsewhere_is_shown_without_reload(api: Api, window: Window) -> None:
    id = await api.organization()
    page = await signed_in(window, api, f"/organizations/{id}/members")
    await expect(page.get_by_text("No member yet")).to_be_visible()
    ada = await named(api, id, "Ada Lovelace")
    await names(page, "Ada Lovelace")
    await api.mutate("updateMembership", id=ada, status="INACTIVE")
    await expect(row(page, "Ada Lovelace").get_by_text("Inactive", exact=True).filter(visible=True)).to_be_visible()


async def test_members_are_managed_with_the_keyboard_alone(api: Api, window: Window) -> None:
    id = await api.organization()
    await named(api, id, "Grace Hopper")
    page = await signed_in(window, api, f"/organizations/{id}/members")
    actions = page.get_by_role("button", name="Actions for Grace Hopper")
    await actions.focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("menuitem", name="Change roles")).to_be_focused()
    await page.keyboard.press("ArrowDown")
    await expect(page.get_by_role("menuitem", name="Deactivate")).to_be_focused()
    await page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Deactivate Grace Hopper?")
    await expect(dialog).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(dialog).to_have_count(0)
    await expect(actions).to_be_focused()


async def test_who_only_reads_is_offered_nothing_to_write_and_a_member_reads_its_own_organization(
    api: Api, window: Window
) -> None:
    id = await api.organization(displayName="Acme Corporation")
    await role(api, "reader", permissions=["organizations:read", "memberships:read"])
    caller = await member(api, id, name="Ada Lovelace", roles=["reader"])
    page = await signed_in(window, caller, f"/organizations/{id}/members")
    await names(page, "Ada Lovelace")
    await expect(page.get_by_role("button", name="Invite a member")).to_have_count(0)
    await expect(page.get_by_role("button", name="Actions for Ada Lovelace")).to_have_count(0)
    await expect(page.get_by_role("table").get_by_role("link")).to_have_count(0)
    sections = page.get_by_role("navigation", name="Sections of the organization").get_by_role("link")
    await expect(sections).to_have_text(["Details", "Members"])


async def test_a_key_that_may_not_read_who_users_are_is_not_offered_the_members(api: Api, window: Window) -> None:
    id = await api.organization()
    caller = await api.with_scopes("organizations:read", "memberships:read", "events:read")
    page = await signed_in(window, caller, f"/organizations/{id}/members")
    await expect(page.get_by_text("There is no such section.")).to_be_visible()
