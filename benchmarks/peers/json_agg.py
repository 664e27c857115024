"""A route written by hand for each operation: PostgreSQL makes the JSON, Python passes it on."""

from collections.abc import Awaitable, Callable
from typing import Any

import asyncpg
import orjson
from aiohttp import web

from benchmarks.peers.serving import Given, checking, open_pool, serve
from benchmarks.peers.writes import updated

Answer = Callable[[asyncpg.Pool, Given, dict[str, Any]], Awaitable[str]]

Q1 = """
    SELECT json_build_object('organization', (
        SELECT json_build_object('id', id, 'displayName', display_name, 'externalId', external_id, 'slug', slug,
                   'logoUrl', logo_url, 'metadata', metadata, 'createdAt', created_at)
          FROM organizations
         WHERE id = $1 AND deleted_at IS NULL
    ))::text
"""
Q2 = """
    SELECT json_build_object('organizations', json_build_object('nodes', coalesce(json_agg(
               json_build_object('id', id, 'displayName', display_name, 'externalId', external_id, 'slug', slug,
                   'logoUrl', logo_url, 'metadata', metadata, 'version', version, 'createdAt', created_at,
                   'updatedAt', updated_at, 'deletedAt', deleted_at)), '[]')))::text
      FROM (SELECT * FROM organizations WHERE deleted_at IS NULL ORDER BY id LIMIT 50) AS organizations
"""
FEATURES = """
    SELECT json_agg(json_build_object('name', name, 'enabled', coalesce(f.enabled, false)) ORDER BY place)
      FROM unnest('{SSO,DIR_SYNC,DOMAIN_VERIFICATION,SESSION_POLICY}'::text[]) WITH ORDINALITY AS feature (name, place)
      LEFT JOIN feature_settings f ON f.organization_id = o.id AND f.id = name
"""
CONNECTIONS = """
    SELECT coalesce(json_agg(json_build_object('id', id, 'status', status, 'enabled', enabled)), '[]')
      FROM (SELECT id, status, enabled FROM connections WHERE organization_id = o.id ORDER BY id LIMIT 5) AS page
"""
MEMBERS = """
    SELECT coalesce(json_agg(json_build_object('roles', page.roles, 'user',
               CASE WHEN u.id IS NOT NULL THEN json_build_object('id', u.id, 'email', u.email, 'name', u.name) END)
               ORDER BY page.id), '[]')
      FROM (SELECT id, roles, user_id FROM memberships WHERE organization_id = o.id ORDER BY id LIMIT 10) AS page
      LEFT JOIN users u ON u.id = page.user_id
"""
Q3 = f"""
    SELECT json_build_object('organizations', json_build_object('nodes', coalesce(json_agg(
               json_build_object('id', o.id, 'displayName', o.display_name, 'externalId', o.external_id,
                   'metadata', o.metadata, 'features', ({FEATURES}),
                   'connections', json_build_object('nodes', ({CONNECTIONS})),
                   'memberships', json_build_object('nodes', ({MEMBERS}), 'totalCount',
                       (SELECT count(*) FROM memberships WHERE organization_id = o.id)))), '[]')))::text
      FROM (SELECT id, display_name, external_id, metadata
              FROM organizations WHERE deleted_at IS NULL ORDER BY id LIMIT 20) AS o
"""
Q4 = """
    SELECT json_build_object('_entities', json_agg(CASE WHEN o.id IS NOT NULL THEN
               json_build_object('__typename', 'Organization', 'id', o.id, 'displayName', o.display_name,
                   'externalId', o.external_id, 'slug', o.slug) END ORDER BY wanted.place))::text
      FROM unnest($1::text[]) WITH ORDINALITY AS wanted (id, place)
      LEFT JOIN organizations o ON o.id = wanted.id AND o.deleted_at IS NULL
"""
WRITTEN = """
    version, updated_at,
    json_build_object('updateOrganization', json_build_object(
        '__typename', 'Organization', 'id', id, 'displayName', display_name, 'version', version))::text AS answer
"""


async def m1(pool: asyncpg.Pool, given: Given, variables: dict[str, Any]) -> str:
    wanted = variables["input"]
    answer: str = (await updated(pool, given.actor, wanted["id"], wanted["displayName"], WRITTEN))["answer"]
    return answer


def reading(query: str, arguments: Callable[[dict[str, Any]], list[Any]]) -> Answer:
    """What answers with the only value of a query."""

    async def answer(pool: asyncpg.Pool, given: Given, variables: dict[str, Any]) -> str:
        value: str = await pool.fetchval(query, *arguments(variables))
        return value

    return answer


ROUTES: dict[str, Answer] = {
    "Q1": reading(Q1, lambda variables: [variables["id"]]),
    "Q2": reading(Q2, lambda variables: []),
    "Q3": reading(Q3, lambda variables: []),
    "Q4": reading(Q4, lambda variables: [[each["id"] for each in variables["representations"]]]),
    "M1": m1,
}


async def make(given: Given) -> web.Application:
    pool = await open_pool(given, reset=keep_session)
    app = web.Application(middlewares=[checking(given.key)])

    def route(answer: Answer) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def handle(request: web.Request) -> web.Response:
            body = orjson.loads(await request.read())
            text = await answer(pool, given, body["variables"])
            return web.Response(text=f'{{"data":{text}}}', content_type="application/json")

        return handle

    for name, answer in ROUTES.items():
        app.router.add_post(f"/{name}", route(answer))
    return app


async def keep_session(db: asyncpg.Connection) -> None:
    """Saves the round trip of a reset: no statement here leaves session state behind."""


if __name__ == "__main__":
    serve(make)
