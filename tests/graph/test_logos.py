"""Logos: uploaded as a picture, encoded anew, served by the hash of their content."""

from io import BytesIO

import pytest
from asyncpg import Pool
from PIL import Image

from tests.helpers import Api
from tests.logos import picture, uploaded
from tests.members import member

TYPES = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp"}


async def served(api: Api, url: str) -> tuple[int, dict[str, str], bytes]:
    """What a browser is answered at the URL, without a credential."""
    path = url.removeprefix(api.settings.public_url)
    async with api.client.get(path) as response:
        return response.status, dict(response.headers), await response.read()


@pytest.mark.parametrize("format", TYPES)
async def test_a_picture_becomes_the_logo_and_is_served_for_ever(api: Api, format: str) -> None:
    organization = await api.organization()
    made = await uploaded(api, organization, picture(format, 1024, 512))
    assert (made["__typename"], made["version"]) == ("Organization", 2)
    status, headers, content = await served(api, made["logoUrl"])
    assert (status, headers["Content-Type"]) == (200, TYPES[format])
    assert headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert headers["X-Content-Type-Options"] == "nosniff"
    shown = Image.open(BytesIO(content))
    assert (shown.format, shown.size) == (format, (512, 256))


async def test_what_the_file_says_beside_its_pixels_is_not_served(api: Api) -> None:
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    exif[0x0112] = 6
    file = picture("JPEG", 64, 32, exif=exif, comment=b"taken at home")
    assert b"taken at home" in file
    url = (await uploaded(api, await api.organization(), file))["logoUrl"]
    _, _, content = await served(api, url)
    assert b"taken at home" not in content
    assert Image.open(BytesIO(content)).size == (32, 64)


async def test_transparency_is_kept(api: Api) -> None:
    file = BytesIO()
    Image.new("RGBA", (8, 8), (255, 0, 0, 0)).save(file, "PNG")
    url = (await uploaded(api, await api.organization(), file.getvalue()))["logoUrl"]
    assert Image.open(BytesIO((await served(api, url))[2])).getpixel((0, 0))[3] == 0  # type: ignore[index]


async def test_a_new_logo_takes_the_place_of_the_old_and_one_picture_may_be_two_organizations(
    api: Api, pool: Pool
) -> None:
    one, other = await api.organization(), await api.organization()
    first = await uploaded(api, one, picture("PNG"))
    same = await uploaded(api, other, picture("PNG"))
    assert first["logoUrl"] == same["logoUrl"]
    again = await uploaded(api, one, picture("PNG"))
    assert again["version"] == first["version"]
    await uploaded(api, one, picture("PNG", 10, 10))
    assert (await served(api, first["logoUrl"]))[0] == 200
    await api.mutate("deleteOrganization", id=other)
    assert (await served(api, first["logoUrl"]))[0] == 404
    assert await pool.fetchval("SELECT count(*) FROM logos") == 2


BOMB = picture("PNG", 5000, 5000)
UNUSABLE = {
    "text": (b"hello", "NOT_AN_IMAGE"),
    "nothing": (b"", "NOT_AN_IMAGE"),
    "SVG": (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "NOT_AN_IMAGE"),
    "GIF": (picture("GIF", mode="P"), "NOT_AN_IMAGE"),
    "the beginning of a picture": (picture("PNG")[:60], "NOT_AN_IMAGE"),
    "half a photograph": (picture("JPEG", 200, 200)[:500], "NOT_AN_IMAGE"),
    "too many pixels": (BOMB, "NOT_AN_IMAGE"),
    "too many bytes": (b"\0" * (512 * 1024 + 1), "TOO_LARGE"),
}


@pytest.mark.parametrize("what", UNUSABLE)
async def test_what_is_no_such_picture_is_refused_and_changes_nothing(api: Api, pool: Pool, what: str) -> None:
    file, rule = UNUSABLE[what]
    organization = await api.organization()
    refused = await uploaded(api, organization, file)
    assert [(fault["field"], fault["rule"]) for fault in refused["fields"]] == [("file", rule)]
    assert await pool.fetchval("SELECT count(*) FROM logos") == 0


async def test_a_member_uploads_the_logo_of_its_own_organization_and_no_other(api: Api, pool: Pool) -> None:
    own, foreign = await api.organization(), await api.organization()
    admin = await member(api, own, roles=["admin"])
    assert (await uploaded(admin, own, picture("PNG")))["__typename"] == "Organization"
    assert (await uploaded(admin, foreign, picture("PNG")))["code"] == "NOT_FOUND"
    assert (await uploaded(await member(api, own, roles=["member"]), own, picture("PNG")))["code"] == "FORBIDDEN"
    assert [row["organization_id"] for row in await pool.fetch("SELECT organization_id FROM logos")] == [own]


async def test_a_stale_version_is_refused(api: Api) -> None:
    organization = await api.organization()
    assert (await uploaded(api, organization, picture("PNG"), expectedVersion=7))["code"] == "VERSION_CONFLICT"


@pytest.mark.parametrize("name", ["x.png", "0" * 40 + ".png", "0" * 40, "0" * 40 + ".svg", "..%2fapp.py"])
async def test_what_is_no_logo_is_not_found(api: Api, name: str) -> None:
    assert (await served(api, f"/logos/{name}"))[0] == 404
