"""The web pages: GraphiQL, the dashboard, the Admin Portal, and the hashed assets that `web/` builds into `static`.

The GraphiQL page carries the development key. It is shown to a Host of this machine only, so that neither a DNS name
rebound to 127.0.0.1 nor a neighbour on the network reads it.

The portal's page holds no secret: the link's is in the fragment of its address, which no browser sends. Neither does
the dashboard's: whoever opens it brings a credential.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from aiohttp import hdrs, web

STATIC: Final = Path(__file__).parent / "static"
SETTINGS_PLACEHOLDER: Final = "<!-- gateway-settings -->"
NOT_BUILT: Final = (
    "The web pages of this gateway are not built. Build them with `pip install -e .` in a clone of the repository,"
    " or with `npm ci && npm run build` in its folder web.\n"
)
NOT_LOCAL: Final = (
    "This page holds a development key, and is shown under the names localhost, 127.0.0.1 and [::1] only.\n"
)

# Monaco, GraphiQL's editor, writes <style> elements and style attributes, and its style sheet has images as data:.
CONTENT_SECURITY_POLICY: Final = (
    "default-src 'none'; script-src 'self'; worker-src 'self'; connect-src 'self'; style-src 'self' 'unsafe-inline';"
    " img-src 'self' data:; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
PAGE_POLICY: Final = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self';"
    " base-uri 'none'; form-action 'none'; frame-ancestors "
)
# A worker obeys the policy of its own script, not the page's: it loads and sends nothing.
ASSET_CONTENT_SECURITY_POLICY: Final = "default-src 'none'"

CONTENT_TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
    ".woff2": "font/woff2",
}
ASSET_NAME: Final = re.compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+")
LOCAL_HOST: Final = re.compile(r"(?:localhost|127\.0\.0\.1|\[::1\])(?::[0-9]{1,5})?", re.IGNORECASE)


def no_key() -> str | None:
    """None: the page starts without a key."""
    return None


@dataclass(frozen=True, slots=True)
class Pages:
    """The handlers of the web pages.

    `development_key` is asked at every request; where it answers a key, the GraphiQL page starts with it.
    `embed_origins` are those of the pages that may show the portal in a frame.
    """

    development_key: Callable[[], str | None] = no_key
    endpoint: str = "/graphql"
    subscription_endpoint: str | None = None
    static: Path = STATIC
    embed_origins: Sequence[str] = ()

    async def graphiql(self, request: web.Request) -> web.Response:
        """The GraphiQL page; 421 under a name that is not this machine's while there is a development key."""
        key = self.development_key()
        if key is not None and not is_local(request):
            return web.Response(status=421, text=NOT_LOCAL, headers={hdrs.CACHE_CONTROL: "no-store"})
        settings = {
            "endpoint": self.endpoint,
            "headers": None if key is None else {"Authorization": f"Bearer {key}"},
            "subscriptionEndpoint": self.subscription_endpoint,
        }
        headers = {
            "Content-Security-Policy": CONTENT_SECURITY_POLICY,
            "Cross-Origin-Resource-Policy": "same-origin",
            "X-Frame-Options": "DENY",
        }
        return self.page("graphiql.html", settings, headers)

    async def portal(self, request: web.Request) -> web.Response:
        """The Admin Portal's page, the same for every place in it; pages of `embed_origins` alone may frame it."""
        settings = {"endpoint": self.endpoint, "embedOrigins": list(self.embed_origins)}
        headers = {"Content-Security-Policy": PAGE_POLICY + (" ".join(self.embed_origins) or "'none'")}
        if not self.embed_origins:
            headers["X-Frame-Options"] = "DENY"  # which cannot name origins
        return self.page("portal.html", settings, headers)

    async def dashboard(self, request: web.Request) -> web.Response:
        """The dashboard's page, the same for every place in it; nobody may frame it."""
        headers = {"Content-Security-Policy": PAGE_POLICY + "'none'", "X-Frame-Options": "DENY"}
        return self.page("dashboard.html", {"endpoint": self.endpoint}, headers)

    def page(self, name: str, settings: Mapping[str, object], headers: Mapping[str, str]) -> web.Response:
        """The built page with its settings in it; 503 where it was not built."""
        try:
            page = (self.static / name).read_text(encoding="utf-8")
        except FileNotFoundError:
            return web.Response(status=503, text=NOT_BUILT, headers={hdrs.CACHE_CONTROL: "no-store"})
        return web.Response(
            text=page.replace(SETTINGS_PLACEHOLDER, settings_block(settings)),
            content_type="text/html",
            headers={
                **headers,
                "Cross-Origin-Opener-Policy": "same-origin",
                "Referrer-Policy": "no-referrer",
                "X-Content-Type-Options": "nosniff",
                hdrs.CACHE_CONTROL: "no-store",
            },
        )

    async def asset(self, request: web.Request) -> web.FileResponse:
        """The built file of this name, gzipped where the client takes that; raises HTTPNotFound for any other name."""
        name = request.match_info["name"]
        path = self.static / "assets" / name
        content_type = CONTENT_TYPES.get(path.suffix)
        if ASSET_NAME.fullmatch(name) is None or content_type is None or not path.is_file():
            raise web.HTTPNotFound
        return web.FileResponse(
            path,
            headers={
                "Content-Security-Policy": ASSET_CONTENT_SECURITY_POLICY,
                "Cross-Origin-Resource-Policy": "same-origin",
                "X-Content-Type-Options": "nosniff",
                hdrs.CACHE_CONTROL: "public, max-age=31536000, immutable",  # the name has a hash of the content
                hdrs.CONTENT_TYPE: content_type,
                hdrs.VARY: hdrs.ACCEPT_ENCODING,
            },
        )


def add_pages(app: web.Application, pages: Pages, *, graphiql: bool = True) -> None:
    """Give `app` the routes of `pages`: those of GraphiQL only if `graphiql`."""
    if graphiql:
        app.router.add_get("/graphiql", pages.graphiql)
    for path, page in (("/dashboard", pages.dashboard), ("/portal", pages.portal)):
        app.router.add_get(path, page)
        app.router.add_get(path + "/{place:.*}", page)
    app.router.add_get("/assets/{name}", pages.asset)


def wants_html(request: web.Request) -> bool:
    """Whether a browser opened this URL as a page: it takes HTML, and sends no GraphQL operation along."""
    if request.method not in {hdrs.METH_GET, hdrs.METH_HEAD} or "query" in request.query:
        return False
    accepted = {
        media_range.partition(";")[0].strip().lower()
        for header in request.headers.getall(hdrs.ACCEPT, [])
        for media_range in header.split(",")
    }
    return "text/html" in accepted and accepted.isdisjoint({"application/json", "application/graphql-response+json"})


def is_local(request: web.Request) -> bool:
    """Whether the Host header names this machine itself, at any port."""
    return LOCAL_HOST.fullmatch(request.headers.get(hdrs.HOST, "")) is not None


def settings_block(settings: Mapping[str, object]) -> str:
    """The settings as a block of JSON that no browser runs, in whatever text the values hold."""
    text = json.dumps(settings).replace("<", "\\u003c")
    return f'<script type="application/json" id="gateway-settings">{text}</script>'
