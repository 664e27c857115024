"""What an administrator does in the portal, in steps that several tests take."""

import asyncio
import json
import re
from typing import Any

from playwright.async_api import Frame, FrameLocator, Locator, Page, Request, Route, expect

from tests.helpers import Api
from tests.web.conftest import Window

View = Page | FrameLocator | Locator
SERIOUS = {"serious", "critical"}
RING = """() => {
    const { activeElement: focused } = document;
    const around = [focused, focused.closest("tr"), focused.closest("label")];
    return around.some(each => each && getComputedStyle(each).outlineStyle !== "none");
}"""
"""Whether what has the focus can be told by a ring around it, its row or its label."""


async def link_of(api: Api, organization_id: str, **given: object) -> dict[str, Any]:
    """A new portal link: its id and its URL."""
    return await api.mutate("generatePortalLink", "... on PortalLink { url }", organizationId=organization_id, **given)


async def opened(window: Window, url: str) -> Page:
    """The page of this address in a new tab of the window."""
    page = await window.context.new_page()
    await page.goto(url)
    return page


async def heading(view: View, text: str, *, level: int = 1) -> None:
    """Wait for the page, or the part of it, with this heading."""
    await expect(view.get_by_role("heading", level=level, name=text, exact=True)).to_be_visible()


async def press(view: View, name: str, *, role: Any = "button") -> None:
    await view.get_by_role(role, name=name, exact=True).click()


async def holding(page: Page, mutation: str) -> asyncio.Event:
    """From now on this mutation waits to be sent until the event is set."""
    sending = asyncio.Event()

    async def send(route: Route) -> None:
        if mutation in (route.request.post_data or ""):
            await sending.wait()
        await route.continue_()

    await page.route("**/graphql", send)
    return sending


def asks(request: Request, query: str) -> bool:
    """Whether it asks the query of this name."""
    return re.search(rf'"query":"query {query}\b', request.post_data or "") is not None


async def reading_slowly(page: Page) -> None:
    """From now on a connection comes a second after it was read: whoever is quick sees what is shown meanwhile."""

    async def answer(route: Route) -> None:
        if not asks(route.request, "Connection"):
            await route.continue_()
            return
        answered = await route.fetch()
        await asyncio.sleep(1)
        await route.fulfill(response=answered)

    await page.route("**/graphql", answer)


async def tab_to(page: Page, name: str, role: Any = "button") -> None:
    """Press Tab until what has this name has the focus; whatever has it on the way has a ring around it."""
    wanted = page.get_by_role(role, name=name, exact=True).first
    await expect(wanted).to_be_visible()  # before it is there, the last Tab leaves the page
    for _ in range(40):
        await page.keyboard.press("Tab")
        assert await page.evaluate(RING), await page.evaluate("document.activeElement.outerHTML")
        if await wanted.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"no way to {name} by Tab")


async def choose_okta(view: View) -> None:
    """From the empty list of connections to a draft at its first step."""
    await heading(view, "Single sign-on")
    await press(view, "Connect an identity provider", role="link")
    await heading(view, "Connect an identity provider")
    await view.get_by_role("radio", name="Okta").check()
    await press(view, "Continue")
    await expect(view.get_by_label("E-mail address")).to_have_value("email")


async def serious_faults(page: Page | Frame) -> list[str]:
    """What axe-core finds in the page that is serious or worse."""
    found = await page.evaluate("() => axe.run(document, { resultTypes: ['violations'] })")
    return [
        f"{each['id']}: {node['html']} {node['failureSummary']}"
        for each in found["violations"]
        if each["impact"] in SERIOUS
        for node in each["nodes"]
    ]


async def both_schemes(page: Page) -> list[str]:
    """The serious faults of the page in light and in dark."""
    found = []
    for scheme in ("dark", "light"):
        await page.emulate_media(color_scheme=scheme)
        found += [f"{scheme}: {fault}" for fault in await serious_faults(page)]
    return found


async def connections_of(api: Api, organization_id: str) -> list[dict[str, Any]]:
    data = await api(
        """query ($id: ID!) { organization(by: {id: $id}) { connections { nodes { id displayName status enabled active
            attributeMapping ... on SamlIdentityProvider { idpEntityId ssoUrl certificates { subject } acsUrl
            spEntityId spMetadata } ... on OidcIdentityProvider { issuer clientId clientSecretSuffix } } } } }""",
        id=organization_id,
    )
    nodes: list[dict[str, Any]] = data["organization"]["connections"]["nodes"]
    return nodes


async def stored(page: Page | Frame) -> tuple[str, str]:
    """Everything in local storage and in session storage."""
    local, session = json.loads(await page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])"))
    return json.dumps(local), json.dumps(session)
