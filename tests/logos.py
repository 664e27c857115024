"""Pictures for tests, and how they are uploaded."""

from io import BytesIO
from typing import Any

import orjson
from aiohttp import FormData
from PIL import Image

from tests.helpers import Api

UPLOAD = """mutation ($input: UploadOrganizationLogoInput!) { uploadOrganizationLogo(input: $input) {
    __typename ... on Organization { logoUrl version }
    ... on Problem { code ... on InvalidInputProblem { fields { field rule limit } } } } }"""


def picture(format: str, width: int = 64, height: int = 32, mode: str = "RGB", **options: Any) -> bytes:
    """A picture with a slope of colours."""
    data = BytesIO()
    Image.linear_gradient("L").resize((width, height)).convert(mode).save(data, format, **options)
    return data.getvalue()


def form(operations: Any, places: Any, files: dict[str, bytes]) -> FormData:
    """A request of the GraphQL multipart request specification."""
    data = FormData(default_to_multipart=True)
    for name, value in (("operations", operations), ("map", places)):
        if value is not None:
            data.add_field(name, value if isinstance(value, str) else orjson.dumps(value).decode())
    for name, content in files.items():
        data.add_field(name, BytesIO(content), filename="logo.png", content_type="image/png")
    return data


async def posted(api: Api, data: FormData) -> tuple[int, dict[str, Any]]:
    """The status and the JSON of one multipart request."""
    headers = {"Authorization": f"Bearer {api.token}"} if api.token else {}
    async with api.client.post("/graphql", data=data, headers=headers) as response:
        return response.status, await response.json(content_type=None)


async def uploaded(api: Api, organization_id: str, file: bytes, **given: object) -> dict[str, Any]:
    """What uploadOrganizationLogo answered."""
    operations = {
        "query": UPLOAD,
        "variables": {"input": {"organizationId": organization_id, "file": None, **given}},
    }
    status, body = await posted(api, form(operations, {"0": ["variables.input.file"]}, {"0": file}))
    assert status == 200, body
    answer: dict[str, Any] = body["data"]["uploadOrganizationLogo"]
    return answer
