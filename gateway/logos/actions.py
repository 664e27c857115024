"""Uploading an organization's logo."""

import asyncio
from dataclasses import replace

from gateway.call import Call
from gateway.errors import Fault, Invalid
from gateway.logos import store
from gateway.logos.image import logo_of
from gateway.logos.model import MAX_BYTES, Logo, NotAnImage
from gateway.organizations.actions import expect_version, organization_to_write, write
from gateway.organizations.model import Organization
from gateway.rules import Given
from gateway.viewer import Permission


async def upload_organization_logo(call: Call, given: Given) -> Organization:
    """The organization with the picture as its logo, in place of the one it had.

    Raises Forbidden, NotFound, Invalid when it is no picture or too large, VersionConflict.
    """
    call.viewer.must(Permission.ORGANIZATIONS_WRITE)
    logo = await checked_logo(given["file"])
    async with call.transaction() as db:
        before = await organization_to_write(db, call, given["organization_id"])
        expect_version(before, given)
        await store.replace_logo(db, before.id, logo)
        wanted = replace(before, logo_url=call.settings.public_url + logo.path)
        return await write(db, call, before, wanted, "organization.updated")


async def checked_logo(data: bytes) -> Logo:
    """The logo in the bytes of a file. Raises Invalid."""
    if len(data) > MAX_BYTES:
        raise Invalid(Fault("file", "TOO_LARGE", f"must have at most {MAX_BYTES} bytes, has {len(data)}", MAX_BYTES))
    try:
        return await asyncio.to_thread(logo_of, data)
    except NotAnImage as problem:
        raise Invalid(Fault("file", "NOT_AN_IMAGE", str(problem))) from problem
