"""The Admin Portal in a real browser, on a real gateway; an application of another origin that may embed it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from asyncpg import Pool
from playwright.async_api import Browser, BrowserContext, async_playwright, expect

from gateway.api_keys.actions import create_api_key
from gateway.app import make_app
from gateway.call import Call
from gateway.settings import Settings
from gateway.viewer import SYSTEM
from tests.helpers import Api
from tests.http.test_graphiql_in_browser import FLAGS, chromium
from tests.running.processes import free_port

expect.set_options(timeout=45_000)
SAME_SITE, OTHER_SITE = "127.0.0.1", "localhost"
AXE = Path(__file__).parents[1] / "node" / "node_modules" / "axe-core" / "axe.min.js"

EMBEDDING = """<!doctype html><html lang="en"><title>Settings of the application</title>
<link rel="icon" href="data:,">
<h1>Settings</h1><div id="slot"></div>
<script>
  window.told = [];
  const links = LINKS;
  const frame = document.createElement("iframe");
  frame.title = "Admin Portal";
  frame.style = "width: 100%; height: 200px; border: 0";
  frame.src = links.shift();
  document.getElementById("slot").append(frame);
  addEventListener("message", ({ data, origin }) => {
    if (origin !== "GATEWAY" || data?.source !== "gateway-portal") return;
    window.told.push(data);
    if (data.type === "height") frame.style.height = `${data.height}px`;
    if (data.type === "link-needed" && links.length) frame.src = links.shift();
  });
</script>"""


@dataclass
class Application:
    """An application whose settings page has the portal in a frame."""

    origin: str
    gateway: str
    links: list[str] = field(default_factory=list)
    """The links its server hands out, one after another."""

    async def page(self, request: web.Request) -> web.Response:
        links = "[" + ", ".join(f'"{link}"' for link in self.links) + "]"
        text = EMBEDDING.replace("LINKS", links).replace("GATEWAY", self.gateway)
        return web.Response(text=text, content_type="text/html")


async def serving(host: str, gateway: str) -> AsyncIterator[Application]:
    port = free_port()
    application = Application(f"http://{host}:{port}", gateway)
    app = web.Application()
    app.router.add_get("/", application.page)
    async with TestServer(app, host=host, port=port):
        yield application


@pytest.fixture
def gateway_url() -> str:
    return f"http://127.0.0.1:{free_port()}"


@pytest.fixture
def host() -> str:
    """Where the application is: for a browser another site than the gateway, whose frame it refuses storage."""
    return OTHER_SITE


@pytest.fixture
async def application(host: str, gateway_url: str) -> AsyncIterator[Application]:
    """The application that the settings allow to embed the portal."""
    async for each in serving(host, gateway_url):
        yield each


@pytest.fixture
async def stranger(gateway_url: str) -> AsyncIterator[Application]:
    """An application that may not embed the portal."""
    async for each in serving(OTHER_SITE, gateway_url):
        yield each


@pytest.fixture
async def api(pool: Pool, settings: Settings, gateway_url: str, application: Application) -> AsyncIterator[Api]:
    """The gateway at its public address, called with an API key that may do everything."""
    settings = settings.model_copy(update={"public_url": gateway_url, "embed_origins": (application.origin,)})
    key = await create_api_key(Call(pool, SYSTEM, settings), {"name": "tests"})
    server = TestServer(make_app(settings, pool), host="127.0.0.1", port=int(gateway_url.rpartition(":")[2]))
    async with TestClient(server) as client:
        yield Api(client, pool, settings, key.secret)


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield running
        await running.close()


@dataclass(frozen=True)
class Window:
    """A browser window, what went wrong in it, and which requests it sent."""

    context: BrowserContext
    wrong: list[str]
    requests: list[str]


@pytest.fixture
async def window(browser: Browser, gateway_url: str, application: Application) -> AsyncIterator[Window]:
    """A window of 1000 x 800; afterwards nothing may have failed in it, and nobody else may have been asked."""
    context = await browser.new_context(
        viewport={"width": 1000, "height": 800}, locale="en-GB", reduced_motion="reduce"
    )
    context.set_default_timeout(60_000)
    await context.add_init_script(path=AXE)
    found = Window(context, [], [])

    def note(text: str, kind: str) -> None:
        # A browser reports each refusal of a request it sent; the page says what it means.
        if kind in {"error", "warning"} and "status of 401" not in text:
            found.wrong.append(text)

    context.on("request", lambda request: found.requests.append(request.url))
    context.on("console", lambda message: note(message.text, message.type))
    context.on("weberror", lambda error: found.wrong.append(str(error.error)))
    yield found
    cookies = await context.cookies()
    await context.close()
    assert found.wrong == []
    assert cookies == []
    allowed = (f"{gateway_url}/", f"{application.origin}/", "blob:", "data:")
    assert [url for url in found.requests if not url.startswith(allowed)] == []
