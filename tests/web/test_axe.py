"""axe-core looks at every page of the portal and the dashboard, light and dark, wide and narrow, as `make check` asks.

What comes up on the way through them, dialogs, errors and what is still loading, it sees in the other tests.
"""

import re
from itertools import chain
from pathlib import Path

from playwright.async_api import Page, expect

from tests.graph.people import invitation, membership, user
from tests.graph.portal import complete, customer, enabled, saml
from tests.helpers import Api
from tests.web.conftest import Window
from tests.web.dashboard import go, looked_at, sign_in
from tests.web.dashboard import opened as opened_dashboard
from tests.web.portal import heading, link_of, opened

PAGES = Path(__file__).parents[2] / "web" / "src" / "pages"
STEPS = PAGES.parent / "features" / "connections" / "steps.ts"


def routes(file: str) -> set[str]:
    """Those that are declared in a file of the pages; what merely leads to another has none of its own."""
    text = (PAGES / file).read_text()
    declared = re.findall(r'<Route path="([^"]+)">(\s*<Redirect)?', text)
    assert len(declared) + text.count("<Route>") == len(re.findall(r"<Route\b", text)), "a route is written otherwise"
    return {path for path, redirect in declared if not redirect}


def sections() -> set[str]:
    """What the address of an organization's page may end with."""
    return set(re.findall(r"path: '([^']*)'", (PAGES / "dashboard" / "sections.ts").read_text()))


def steps() -> set[str]:
    """What the address of a connection's page may end with."""
    (names,) = re.findall(r"STEPS = \[(.+?)\]", STEPS.read_text())
    return set(re.findall(r"'(\w+)'", names))


async def shown(page: Page, title: str, text: str) -> None:
    """Wait for the page of this title, and for what it has loaded."""
    await heading(page, title)
    await expect(page.get_by_text(text, exact=True).first).to_be_visible()


async def test_every_page_of_the_dashboard(api: Api, window: Window, tmp_path: Path) -> None:
    id = await customer(api, displayName="Acme", externalId="acme", metadata={"plan": "gold"})
    ada = await user(api, email="ada@example.com", name="Ada Lovelace")
    await membership(api, id, ada)
    await invitation(api, id, email="grace@example.com")
    await enabled(api, id)
    await link_of(api, id)
    page = await opened_dashboard(window, api)
    await looked_at(page, tmp_path, "sign-in")
    await sign_in(page, api.token)
    by_section = {
        "": "Metadata",
        "members": "Ada Lovelace",
        "connections": "Okta",
        "portal-links": "To send",
        "events": "Connection enabled",
    }
    assert set(by_section) == sections()
    walk = {
        "/overview": [("/overview", "Overview", "Features in use")],
        "/users": [("/users", "Users", "Ada Lovelace")],
        "/users/:id": [(f"/users/{ada}", "Ada Lovelace", "Acme")],
        "/organizations": [("/organizations", "Organizations", "Acme")],
        "/organizations/new": [("/organizations/new", "New organization", "Create")],
        "/organizations/:id/:section?": [
            (f"/organizations/{id}/{section}".rstrip("/"), "Acme", text) for section, text in by_section.items()
        ],
    }
    assert set(walk) == routes("dashboard/Dashboard.tsx")
    nowhere = ("/nowhere", "There is no such page", "Sign out")
    for place, title, text in (*chain(*walk.values()), nowhere):
        await go(page, place)
        await shown(page, title, text)
        await looked_at(page, tmp_path, place.replace("/", "-"))


async def test_every_page_of_the_portal(api: Api, window: Window, tmp_path: Path) -> None:
    acme = await customer(api, displayName="Acme")
    id = (await saml(api, acme, **complete()))["id"]
    page = await opened(window, f"{api.settings.public_url}/portal")
    await heading(page, "Open the portal with your link")
    await looked_at(page, tmp_path, "no-link")
    await page.goto((await link_of(api, acme))["url"])
    by_step = {
        "attributes": ("User attributes", "E-mail address"),
        "provider": ("Identity provider", "ACS URL"),
        "enable": ("Enable", "Enable single sign-on"),
    }
    assert set(by_step) == steps()
    walk = {
        "/": [("", "Single sign-on", "Okta")],
        "/connections/new": [("/connections/new", "Connect an identity provider", "Google Workspace")],
        "/connections/:id/:step?": [
            (f"/connections/{id}/{step}", f"Okta ({name})", text) for step, (name, text) in by_step.items()
        ],
    }
    assert set(walk) == routes("portal/Portal.tsx")
    for place, title, text in chain(*walk.values()):
        await go(page, place, within="/portal")
        await shown(page, title, text)
        await looked_at(page, tmp_path, place.replace("/", "-"))
