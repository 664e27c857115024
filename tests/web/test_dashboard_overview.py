"""The overview of the dashboard: the figures an operator looks at, as pictures and in words."""

from datetime import UTC, datetime
from pathlib import Path

from asyncpg import Pool
from playwright.async_api import expect

from gateway.statistics.actions import first_moments
from tests.graph.portal import certificate, complete, customer, enabled, saml, switch
from tests.graph.test_statistics import made_in
from tests.helpers import Api
from tests.web.conftest import Window
from tests.web.dashboard import looked_at, signed_in
from tests.web.portal import heading, press


async def test_an_operator_sees_how_much_there_is_and_what_is_in_use(
    api: Api, window: Window, pool: Pool, tmp_path: Path
) -> None:
    number = 0
    for place, month in enumerate(first_moments(datetime.now(UTC), 36)):
        for _ in range(place // 6):
            number += 1
            await made_in(pool, month.replace(day=1), number)
    for days in (400, 30, 50):
        id = await customer(api, displayName=f"Organization of {days} days")
        made = await saml(api, id, displayName="Okta", **complete(certificates=[certificate(days)]))
        await api.mutate("enableConnection", id=made["id"])
    await switch(api, id, "DIR_SYNC", enabled=True)
    page = await signed_in(window, api, "")
    await heading(page, "Overview")
    assert page.url.endswith("/dashboard/overview")
    total = number + 3
    for name, value in (
        ("Organizations", total),
        ("Users", 0),
        ("Connections enabled", 3),
        ("Certificates to renew", 2),
    ):
        tile = page.locator("dl > div").filter(has=page.get_by_text(name, exact=True))
        await expect(tile.locator("dd").first).to_have_text(str(value))
    features = page.get_by_role("listitem")
    await expect(features.filter(has_text="Single sign-on")).to_contain_text(f"3 ({round(300 / total)} %)")
    await expect(features.filter(has_text="Directory sync")).to_contain_text(f"1 ({round(100 / total)} %)")
    months = page.get_by_role("table", name="Organizations by month").get_by_role("row")
    await expect(months).to_have_count(12)
    await expect(months.last.get_by_role("rowheader")).to_have_text(f"{datetime.now(UTC):%B %Y}")
    await expect(months.last.get_by_role("cell")).to_have_text(f"{total} (8 new)")
    await looked_at(page, tmp_path, "overview")
    await page.get_by_label("Time").select_option("Last 36 months")
    await expect(months).to_have_count(36)
    await expect(months.nth(6).get_by_role("cell")).to_have_text("1 (1 new)")
    await looked_at(page, tmp_path, "overview-36")


async def test_certificates_that_end_within_sixty_days_are_listed_with_the_way_to_them(
    api: Api, window: Window
) -> None:
    for name, days in (("Fine", 90), ("Later", 59), ("Sooner", 5)):
        id = await customer(api, displayName=name)
        made = await saml(api, id, displayName=f"SAML of {name}", **complete(certificates=[certificate(days)]))
        await api.mutate("enableConnection", id=made["id"])
    idle = await customer(api, displayName="Not enabled")
    await saml(api, idle, **complete(certificates=[certificate(3)]))
    page = await signed_in(window, api, "")
    table = page.get_by_role("table", name="Certificates to renew")
    await expect(table.get_by_role("link")).to_have_text(["Sooner", "Later"])
    await expect(table.get_by_role("row").filter(has_text="Sooner")).to_contain_text("5 days left")
    await press(page, "Later", role="link")
    await heading(page, "Later")
    await expect(page.get_by_role("heading", name="SAML of Later")).to_be_visible()
    await expect(page.get_by_text("Certificate: 59 days left")).to_be_visible()


async def test_without_anything_the_overview_is_of_use_too(api: Api, window: Window, tmp_path: Path) -> None:
    page = await signed_in(window, api, "")
    await heading(page, "Overview")
    await expect(page.get_by_text("All certificates are fine")).to_be_visible()
    await expect(page.get_by_role("listitem").filter(has_text="Single sign-on")).to_contain_text("0 (0 %)")
    await looked_at(page, tmp_path, "nothing")


async def test_a_key_sees_the_figures_of_what_it_may_read(api: Api, window: Window) -> None:
    await enabled(api, await customer(api))
    page = await signed_in(window, await api.with_scopes("organizations:read"), "")
    await heading(page, "Overview")
    await expect(page.locator("dl > div")).to_have_count(1)
    await expect(page.get_by_role("heading", name="Features in use")).to_be_visible()
    await expect(page.get_by_text("Certificates to renew")).to_have_count(0)
