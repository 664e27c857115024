"""Logos for browsers: by the hash of their content, which never changes."""

import re

from aiohttp import hdrs, web
from asyncpg import Pool

from gateway.logos.store import logo_by_id

NAME = re.compile(r"([0-9a-f]{40})\.(?:png|jpg|webp)\Z")


class Logos:
    """The handler of /logos/{name}."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool

    async def handle(self, request: web.Request) -> web.Response:
        """The picture; 404 where none has this hash."""
        match = NAME.match(request.match_info["name"])
        logo = await logo_by_id(self.pool, match[1]) if match else None
        if logo is None or not logo.path.endswith(request.match_info["name"]):
            raise web.HTTPNotFound
        return web.Response(
            body=logo.content,
            headers={
                hdrs.CONTENT_TYPE: logo.media_type,
                hdrs.CACHE_CONTROL: "public, max-age=31536000, immutable",
                "Content-Security-Policy": "default-src 'none'",
                "Cross-Origin-Resource-Policy": "cross-origin",
                "X-Content-Type-Options": "nosniff",
            },
        )
