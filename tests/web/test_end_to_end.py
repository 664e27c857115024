"""The guide from end to end: from a new organization to a connection that people sign in with."""

from pathlib import Path

import pytest

from tests.connections.builders import entra_xml, some_der
from tests.graph.portal import switch
from tests.helpers import Api
from tests.subscriptions.sockets import EVENTS, Socket, socket, until_subscriptions
from tests.web.conftest import Application, Window
from tests.web.portal import View, connections_of, heading, link_of, opened, press

TYPES = ["portal_link.created", "connection.created", "connection.updated", "connection.enabled"]


async def shown(window: Window, application: Application, url: str, *, embedded: bool) -> View:
    """The portal that the link leads to, alone or in a page of the application."""
    if not embedded:
        return await opened(window, url)
    application.links = [url]
    return (await opened(window, f"{application.origin}/")).frame_locator("iframe")


async def next_type(events: Socket) -> str:
    type: str = (await events.data())["node"]["type"]
    return type


@pytest.mark.parametrize("embedded", [False, True], ids=["alone", "in a frame of another origin"])
async def test_from_a_new_organization_to_a_connection_that_is_seen_live(
    api: Api, window: Window, application: Application, tmp_path: Path, embedded: bool
) -> None:
    id = await api.organization(displayName="Acme Corporation")
    await switch(api, id, "SSO", enabled=True)
    async with socket(api) as events:
        await events.operate(EVENTS, id=id, types=TYPES)
        await until_subscriptions(api, 1)
        given = {"kind": "EMBED", "embedOrigin": application.origin} if embedded else {"kind": "SHARE"}
        link = await link_of(api, id, **given)
        assert await next_type(events) == "portal_link.created"
        portal = await shown(window, application, link["url"], embedded=embedded)
        await heading(portal, "Single sign-on")
        await press(portal, "Connect an identity provider", role="link")
        await portal.get_by_role("radio", name="Microsoft Entra ID").check()
        await press(portal, "Continue")
        await heading(portal, "Microsoft Entra ID (User attributes)")
        assert await next_type(events) == "connection.created"
        await press(portal, "Save and continue")
        await heading(portal, "Microsoft Entra ID (Identity provider)")
        assert await next_type(events) == "connection.updated"
        metadata = tmp_path / "FederationMetadata.xml"
        metadata.write_text(entra_xml(some_der(), some_der()), encoding="utf-8")
        await portal.get_by_label("Upload the metadata file").set_input_files(metadata)
        await heading(portal, "Compare this with your identity provider", level=3)
        await press(portal, "Save and continue")
        await heading(portal, "Microsoft Entra ID (Enable)")
        assert await next_type(events) == "connection.updated"
        await press(portal, "Enable")
        event = (await events.data())["node"]
    (made,) = await connections_of(api, id)
    assert (event["type"], event["subjectId"]) == ("connection.enabled", made["id"])
    assert (made["status"], made["active"]) == ("COMPLETED", True)
