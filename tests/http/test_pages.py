"""The web pages over HTTP: which headers they have, who sees the development key, which files they give away."""

import gzip
import json
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer, make_mocked_request

from gateway.http.pages import CONTENT_SECURITY_POLICY, Pages, add_pages, wants_html

Client = TestClient[web.Request, web.Application]

KEY = "key_0123</script><!--"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
HTML = "<!doctype html><title>GraphiQL</title><!-- gateway-settings --><body>"
SCRIPT = "console.log(1);" * 100


@pytest.fixture
def static(tmp_path: Path) -> Path:
    """A folder like the one that web/ builds."""
    folder = tmp_path / "static"
    (folder / "assets").mkdir(parents=True)
    (folder / "graphiql.html").write_text(HTML)
    (folder / "dashboard.html").write_text(HTML)
    (folder / "portal.html").write_text(HTML)
    (folder / "assets" / "graphiql-D4x_U-lv.js").write_text(SCRIPT)
    (folder / "assets" / "graphiql-D4x_U-lv.js.gz").write_bytes(gzip.compress(SCRIPT.encode()))
    (folder / "assets" / "notes.txt").write_text("not an asset")
    (tmp_path / "secret.js").write_text("secret")
    return folder


@pytest.fixture
async def client(static: Path) -> AsyncIterator[Client]:
    """A client of a gateway with a development key."""
    async with served(Pages(development_key=lambda: KEY, static=static)) as running:
        yield running


def served(pages: Pages) -> Client:
    app = web.Application()
    add_pages(app, pages)
    return TestClient(TestServer(app))


def settings_in(page: str) -> object:
    block = re.search(r'<script type="application/json" id="gateway-settings">(.*?)</script>', page)
    assert block is not None
    return json.loads(block[1])


async def test_the_page_tells_graphiql_where_the_gateway_is_and_with_which_key_to_start(client: Client) -> None:
    response = await client.get("/graphiql")

    assert response.status == 200
    assert response.content_type == "text/html"
    assert settings_in(await response.text()) == {
        "endpoint": "/graphql",
        "headers": {"Authorization": f"Bearer {KEY}"},
        "subscriptionEndpoint": None,
    }


async def test_the_page_starts_without_headers_where_there_is_no_development_key(static: Path) -> None:
    async with served(Pages(static=static)) as client:
        response = await client.get("/graphiql", headers={"Host": "gateway.example.com"})

        assert response.status == 200
        assert settings_in(await response.text()) == {
            "endpoint": "/graphql",
            "headers": None,
            "subscriptionEndpoint": None,
        }


async def test_the_page_may_load_only_what_the_gateway_itself_serves(client: Client) -> None:
    headers = (await client.get("/graphiql")).headers

    assert headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    policy = dict(directive.strip().split(" ", 1) for directive in CONTENT_SECURITY_POLICY.split(";"))
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == policy["form-action"] == "'none'"
    assert policy["script-src"] == policy["connect-src"] == policy["worker-src"] == "'self'"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "host", ["localhost", "localhost:8080", "LocalHost:1", "127.0.0.1", "127.0.0.1:65535", "[::1]", "[::1]:8080"]
)
async def test_a_page_with_a_key_is_shown_under_the_names_of_this_machine(client: Client, host: str) -> None:
    assert (await client.get("/graphiql", headers={"Host": host})).status == 200


@pytest.mark.parametrize(
    "host",
    [
        "rebound.example.com",
        "rebound.example.com:8080",
        "localhost.example.com",
        "127.0.0.1.example.com",
        "127.0.0.2",
        "192.168.1.7:8080",
        "localhost:8080@example.com",
        "localhost:",
        "0.0.0.0",
        "[::]",
        "",
    ],
)
async def test_no_other_name_is_shown_the_page_or_the_key(client: Client, host: str) -> None:
    response = await client.get("/graphiql", headers={"Host": host})

    assert response.status == 421
    assert response.headers["Cache-Control"] == "no-store"
    assert KEY not in await response.text()


async def test_a_header_that_a_proxy_would_set_does_not_make_a_name_local(client: Client) -> None:
    forwarded = {"Host": "gateway.example.com", "X-Forwarded-Host": "localhost", "Forwarded": "host=localhost"}
    assert (await client.get("/graphiql", headers=forwarded)).status == 421


async def test_an_asset_is_kept_for_ever(client: Client) -> None:
    response = await client.get("/assets/graphiql-D4x_U-lv.js", headers={"Accept-Encoding": "identity"})

    assert response.status == 200
    assert await response.text() == SCRIPT
    assert response.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"] == "default-src 'none'"


async def test_an_asset_is_sent_gzipped_to_a_client_that_takes_it(client: Client) -> None:
    response = await client.get("/assets/graphiql-D4x_U-lv.js", headers={"Accept-Encoding": "gzip"})

    assert response.headers["Content-Encoding"] == "gzip"
    assert response.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert response.headers["Vary"] == "Accept-Encoding"
    assert await response.text() == SCRIPT


@pytest.mark.parametrize(
    "name",
    [
        "absent-12345678.js",
        "notes.txt",
        "graphiql-D4x_U-lv.js.gz",
        "..%2Fgraphiql.html",
        "..%2F..%2Fsecret.js",
        "%2e%2e%2f%2e%2e%2fsecret.js",
        "..%5C..%5Csecret.js",
        "%2Fetc%2Fpasswd",
        ".source-hash",
        "graphiql-D4x_U-lv.js%00.js",
        "",
    ],
)
async def test_nothing_but_a_built_asset_is_given_away(client: Client, name: str) -> None:
    response = await client.get(f"/assets/{name}")

    assert response.status == 404
    assert "immutable" not in response.headers.get("Cache-Control", "")


async def test_without_a_build_the_page_says_how_to_make_one(tmp_path: Path) -> None:
    async with served(Pages(static=tmp_path)) as client:
        page = await client.get("/graphiql")

        assert page.status == 503
        assert "pip install -e ." in await page.text()
        assert (await client.get("/assets/graphiql-D4x_U-lv.js")).status == 404


@pytest.mark.parametrize("path", ["/portal", "/portal/connections/conn_1/enable"])
async def test_the_portal_is_framed_by_the_allowed_origins_alone(static: Path, path: str) -> None:
    origins = ("https://app.example.com", "http://localhost:3000")
    async with served(Pages(development_key=lambda: KEY, static=static, embed_origins=origins)) as client:
        response = await client.get(path, headers={"Host": "gateway.example.com"})

        assert response.status == 200
        page = await response.text()
        assert settings_in(page) == {"endpoint": "/graphql", "embedOrigins": list(origins)}
        assert KEY not in page
        policy = dict(each.strip().split(" ", 1) for each in response.headers["Content-Security-Policy"].split(";"))
        assert policy["frame-ancestors"] == "https://app.example.com http://localhost:3000"
        assert policy["default-src"] == policy["base-uri"] == policy["form-action"] == "'none'"
        assert policy["script-src"] == policy["connect-src"] == policy["style-src"] == policy["img-src"] == "'self'"
        assert "X-Frame-Options" not in response.headers
        assert response.headers["Referrer-Policy"] == "no-referrer"
        assert response.headers["Cache-Control"] == "no-store"
        assert "Set-Cookie" not in response.headers


async def test_the_portal_is_framed_by_nobody_where_no_origin_is_allowed(client: Client) -> None:
    headers = (await client.get("/portal")).headers

    assert headers["Content-Security-Policy"].endswith("frame-ancestors 'none'")
    assert headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("path", ["/dashboard", "/dashboard/organizations/org_1"])
async def test_the_dashboard_is_framed_by_nobody_and_holds_no_key(static: Path, path: str) -> None:
    pages = Pages(development_key=lambda: KEY, static=static, embed_origins=("https://app.example.com",))
    async with served(pages) as client:
        response = await client.get(path, headers={"Host": "gateway.example.com"})

        assert response.status == 200
        page = await response.text()
        assert settings_in(page) == {"endpoint": "/graphql"}
        assert KEY not in page
        policy = dict(each.strip().split(" ", 1) for each in response.headers["Content-Security-Policy"].split(";"))
        assert policy["frame-ancestors"] == policy["default-src"] == "'none'"
        assert policy["script-src"] == policy["connect-src"] == policy["style-src"] == policy["img-src"] == "'self'"
        assert response.headers["X-Frame-Options"] == "DENY"
        assert response.headers["Cache-Control"] == "no-store"
        assert "Set-Cookie" not in response.headers


async def test_the_portal_and_the_dashboard_are_there_where_the_explorer_is_not(static: Path) -> None:
    app = web.Application()
    add_pages(app, Pages(static=static), graphiql=False)
    async with TestClient(TestServer(app)) as client:
        assert (await client.get("/portal")).status == 200
        assert (await client.get("/dashboard")).status == 200
        assert (await client.get("/graphiql")).status == 404


@pytest.mark.parametrize(
    ("method", "path", "accept", "expected"),
    [
        ("GET", "/graphql", BROWSER, True),
        ("HEAD", "/graphql", "TEXT/HTML", True),
        ("GET", "/graphql", "*/*", False),
        ("GET", "/graphql", "application/json", False),
        ("GET", "/graphql", "application/graphql-response+json, text/html;q=0.1", False),
        ("GET", "/graphql?query=%7B__typename%7D", BROWSER, False),
        ("POST", "/graphql", BROWSER, False),
        ("GET", "/graphql", None, False),
    ],
)
def test_only_a_browser_that_opens_the_endpoint_wants_html(
    method: str, path: str, accept: str | None, *, expected: bool
) -> None:
    request = make_mocked_request(method, path, headers={} if accept is None else {"Accept": accept})
    assert wants_html(request) is expected
