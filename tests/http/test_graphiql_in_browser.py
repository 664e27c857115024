"""GraphiQL in a real browser: it works under its content security policy and asks nobody but the gateway."""

import os
import re
import shutil
from collections.abc import AsyncIterator
from typing import Protocol

import pytest
from playwright.async_api import Page, Request, async_playwright, expect

from tests.running.processes import ask
from tests.subscriptions.sockets import until_shown

expect.set_options(timeout=20_000)  # a busy machine opens the editor in more than the five seconds of the default

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

# Playwright's wait_for_function evaluates a string in the page, which the content security policy forbids.
SECOND_TAB_IS_STORED = """async () => {
    const stored = (key, text) => localStorage[`gateway:graphiql:${key}`]?.includes(text);
    for (const end = performance.now() + 20_000; performance.now() < end; await new Promise(requestAnimationFrame))
        if (stored("tabState", '"activeTabIndex":1') && stored("query", "createOrganization")) return true;
    return false;
}"""


class Served(Protocol):
    """A running gateway and its development key."""

    @property
    def url(self) -> str: ...
    @property
    def key(self) -> str: ...


def chromium() -> str:
    """The path of Chromium; without one the test is skipped, or fails where a browser is required."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    missing = "no Chromium is installed (Debian: apt-get install chromium)"
    if os.environ.get("CI") or os.environ.get("GATEWAY_REQUIRE_BROWSER") == "1":
        pytest.fail(missing)
    pytest.skip(missing)


@pytest.fixture
async def graphiql(served: Served) -> AsyncIterator[Page]:
    """The page at /graphiql with its schema loaded; afterwards, nothing may have failed in it or left the gateway."""
    wrong: list[str] = []

    def check(request: Request) -> None:
        if not request.url.startswith((f"{served.url}/", "data:")):
            wrong.append(f"request to {request.url}")

    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        page = await browser.new_page(viewport={"width": 1280, "height": 800})
        page.on("request", check)
        page.on("console", lambda message: wrong.append(message.text) if message.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        async with page.expect_response(lambda response: "IntrospectionQuery" in (response.request.post_data or "")):
            await page.goto(f"{served.url}/graphiql")
        await expect(page.get_by_role("button", name="Re-fetch GraphQL schema")).to_be_enabled()
        await expect(page.locator(".graphiql-query-editor .view-lines")).to_contain_text("Organizations with")
        yield page
        await browser.close()
    assert wrong == []


async def run(page: Page) -> None:
    await page.get_by_role("button", name="Execute query").click()


async def test_the_first_query_shows_the_organizations(graphiql: Page) -> None:
    await expect(graphiql).to_have_title(re.compile("GraphiQL"))
    await run(graphiql)
    answer = graphiql.locator(".result-window .view-lines")
    await expect(answer).to_contain_text('"organizations"')
    await expect(answer).to_contain_text('"displayName"')
    await expect(answer).not_to_contain_text('"errors"')


async def test_the_tabs_have_the_calls_that_set_up_an_organization(graphiql: Page) -> None:
    tabs = graphiql.locator(".graphiql-tab-button")
    await expect(tabs).to_have_text(["Dashboard", "CreateOrganization", "EnableSso", "PortalLink"])
    await tabs.nth(1).click()
    await expect(graphiql.locator(".graphiql-query-editor .view-lines")).to_contain_text("createOrganization")


async def test_the_editor_completes_a_field(graphiql: Page) -> None:
    await graphiql.locator(".graphiql-query-editor .view-lines").click()
    await graphiql.keyboard.press("ControlOrMeta+A")
    await graphiql.keyboard.type("{ organiz")
    await graphiql.keyboard.press("Control+Space")
    suggestions = graphiql.locator(".suggest-widget.visible .monaco-list-row")
    await suggestions.get_by_text("organizations", exact=True).click()
    await expect(graphiql.locator(".graphiql-query-editor .view-lines")).to_contain_text("organizations")


async def test_the_documentation_opens_at_a_click(graphiql: Page) -> None:
    await graphiql.get_by_role("button", name="Show Documentation Explorer").click()
    await graphiql.locator(".graphiql-doc-explorer-content").get_by_text("Query", exact=True).click()
    await expect(graphiql.locator(".graphiql-doc-explorer-content")).to_contain_text("organizations")


async def test_the_key_is_in_the_header_editor_and_never_in_local_storage(graphiql: Page, served: Served) -> None:
    headers = graphiql.get_by_role("region", name="Headers").locator(".view-lines").last
    await expect(headers).to_contain_text(served.key)
    await run(graphiql)
    await expect(graphiql.locator(".result-window .view-lines")).to_contain_text('"organizations"')
    await graphiql.locator(".graphiql-tab-button").nth(1).click()
    await expect(headers).to_contain_text(served.key)
    assert await graphiql.evaluate(SECOND_TAB_IS_STORED)
    assert served.key not in await graphiql.evaluate("JSON.stringify(localStorage)")
    await graphiql.reload()
    await expect(graphiql.locator(".graphiql-query-editor .view-lines")).to_contain_text("createOrganization")
    await expect(headers).to_contain_text(served.key)


async def test_a_subscription_shows_what_happens(graphiql: Page, served: Served) -> None:
    await graphiql.locator(".graphiql-query-editor .view-lines").click()
    await graphiql.keyboard.press("ControlOrMeta+A")
    await graphiql.keyboard.insert_text("subscription Watch { events { node { type subjectId } } }")
    await expect(graphiql.locator(".graphiql-tab-button").first).to_have_text("Watch")
    await run(graphiql)
    await until_shown(served.url, "gateway_subscriptions 1.0")
    create = 'mutation { createOrganization(input: {displayName: "Watched"}) { ... on Node { id } } }'
    _, made = await ask(served.url, served.key, create)
    answer = graphiql.locator(".result-window .view-lines")
    await expect(answer).to_contain_text('"organization.created"')
    await expect(answer).to_contain_text(made["data"]["createOrganization"]["id"])
    await graphiql.get_by_role("button", name="Stop query").click()
    await until_shown(served.url, "gateway_subscriptions 0.0")
