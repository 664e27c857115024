"""What goes wrong while an administrator works: nothing that was typed is lost, and the page says why."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.async_api import Page, Route, expect

from tests.connections.builders import some_der
from tests.graph.portal import certificate, customer, oidc, saml
from tests.helpers import Api
from tests.web.conftest import Window
from tests.web.portal import both_schemes, connections_of, heading, link_of, opened, press, stored

ISSUER = "https://id.example.com"


async def at_the_openid_form(api: Api, window: Window) -> Page:
    """The portal at the step where an issuer is typed."""
    id = await customer(api)
    await oidc(api, id, attributeMapping={"email": "email"}, clientId="client")
    page = await opened(window, (await link_of(api, id))["url"])
    await press(page, "Continue with Auth0", role="link")
    await page.get_by_label("Issuer").fill(ISSUER)
    return page


async def end_sessions(api: Api) -> None:
    await api.pool.execute("UPDATE portal_sessions SET expires_at = now()")


async def test_while_the_gateway_cannot_be_reached_what_is_typed_stays(api: Api, window: Window) -> None:
    page = await at_the_openid_form(api, window)
    await page.route("**/graphql", lambda route: route.abort())
    await expect(page.get_by_text("No connection to the server.")).to_be_visible()
    await expect(page.get_by_label("Issuer")).to_have_value(ISSUER)
    await press(page, "Save and continue")
    await expect(page.get_by_role("alert")).to_contain_text("Check your connection and try again.")
    assert await both_schemes(page) == []
    await page.unroute("**/graphql")
    await press(page, "Save and continue")
    await heading(page, "Auth0 (Enable)")
    await expect(page.get_by_text("No connection to the server.")).to_have_count(0)
    window.wrong.clear()


async def test_a_session_that_ends_in_the_middle_of_a_form_loses_nothing_that_was_typed(
    api: Api, window: Window
) -> None:
    page = await at_the_openid_form(api, window)
    await end_sessions(api)
    await heading(page, "Your access has ended")
    assert await both_schemes(page) == []
    await press(page, "Open the link again")
    await expect(page.get_by_label("Issuer")).to_have_value(ISSUER)
    await expect(page.get_by_text("You typed this before and have not saved it.")).to_be_visible()
    assert await both_schemes(page) == []
    await page.reload()
    await expect(page.get_by_label("Issuer")).to_have_value(ISSUER)
    await press(page, "Save and continue")
    await heading(page, "Auth0 (Enable)")
    await press(page, "Identity provider", role="link")
    await expect(page.get_by_label("Issuer")).to_have_value(ISSUER)
    await expect(page.get_by_text("You typed this before")).to_have_count(0)


async def test_what_was_typed_into_a_step_is_there_again_until_it_is_discarded(api: Api, window: Window) -> None:
    page = await at_the_openid_form(api, window)
    await press(page, "User attributes (done)", role="link")
    await heading(page, "Auth0 (User attributes)")
    await press(page, "Identity provider", role="link")
    await expect(page.get_by_label("Issuer")).to_have_value(ISSUER)
    await press(page, "Discard it")
    await expect(page.get_by_label("Issuer")).to_have_value("")
    await expect(page.get_by_text("You typed this before")).to_have_count(0)


async def test_a_secret_that_is_typed_and_not_saved_is_kept_nowhere(api: Api, window: Window) -> None:
    page = await at_the_openid_form(api, window)
    await page.get_by_label("Client secret").fill("a-very-long-secret-1234")
    await press(page, "User attributes (done)", role="link")
    await heading(page, "Auth0 (User attributes)")
    kept = "".join(await stored(page))
    assert ISSUER in kept
    assert "a-very-long" not in kept
    await press(page, "Identity provider", role="link")
    await expect(page.get_by_text("A client secret has to be entered again.")).to_be_visible()
    await expect(page.get_by_label("Client secret")).to_have_value("")


async def test_a_clock_that_is_wrong_ends_no_session_and_only_chooses_the_words(api: Api, window: Window) -> None:
    id = await customer(api)
    page = await window.context.new_page()
    await page.clock.set_fixed_time(datetime.now(UTC) + timedelta(hours=7))
    await page.goto((await link_of(api, id))["url"])
    await heading(page, "Single sign-on")
    await expect(page.get_by_text("0 min left")).to_be_visible()
    await end_sessions(api)
    await heading(page, "Your time in the portal is over")


@pytest.mark.parametrize(
    ("status", "headers", "said"),
    [
        (429, {"Retry-After": "7"}, "There were too many requests. Try again in 7 seconds."),
        (502, {}, "Something went wrong on our side. Try again in a moment."),
    ],
)
async def test_what_a_proxy_answers_is_told_and_the_link_not_lost(
    api: Api, window: Window, status: int, headers: dict[str, str], said: str
) -> None:
    link = await link_of(api, await customer(api), kind="EMBED")
    page = await window.context.new_page()

    async def refuse(route: Route) -> None:
        await route.fulfill(status=status, headers=headers, content_type="text/html", body="<h1>no</h1>")

    await page.route("**/graphql", refuse)
    await page.goto(link["url"])
    await heading(page, "The portal cannot be reached")
    await expect(page.get_by_text(said)).to_be_visible()
    assert await both_schemes(page) == []
    await page.unroute("**/graphql")
    await press(page, "Try again")
    await heading(page, "Single sign-on")
    window.wrong.clear()


async def test_a_list_that_cannot_be_loaded_says_so_and_is_tried_again(api: Api, window: Window) -> None:
    link = await link_of(api, await customer(api))
    page = await window.context.new_page()

    async def fail(route: Route) -> None:
        if "Connections" in (route.request.post_data or ""):
            await route.abort()
        else:
            await route.continue_()

    await page.route("**/graphql", fail)
    await page.goto(link["url"])
    await expect(page.get_by_role("alert")).to_contain_text("The server could not be reached.")
    await page.unroute("**/graphql")
    await press(page, "Try again")
    await expect(page.get_by_text("No connection yet")).to_be_visible()
    window.wrong.clear()


async def test_a_page_that_fails_says_so(api: Api, window: Window) -> None:
    link = await link_of(api, await customer(api))
    page = await window.context.new_page()

    async def spoil(route: Route) -> None:
        answer = await (await route.fetch()).json()
        if viewer := (answer.get("data") or {}).get("viewer"):
            viewer["features"] = None
        await route.fulfill(body=json.dumps(answer), content_type="application/json")

    await page.route("**/graphql", spoil)
    await page.goto(link["url"])
    await heading(page, "Something went wrong on this page")
    await page.unroute("**/graphql")
    await press(page, "Reload the page")
    await heading(page, "Single sign-on")
    window.wrong.clear()


async def test_a_certificate_file_in_der_is_read_and_a_file_of_another_kind_refused(api: Api, window: Window) -> None:
    id = await customer(api)
    await saml(api, id, attributeMapping={"email": "email"})
    page = await opened(window, (await link_of(api, id))["url"])
    await press(page, "Continue with Okta", role="link")
    await press(page, "By hand", role="tab")
    upload = page.get_by_label("Upload an X.509 certificate")
    await upload.set_input_files({"name": "x.cer", "mimeType": "application/x-x509", "buffer": b"x" * 1_000_001})
    await expect(page.get_by_role("alert")).to_contain_text("larger than 1 MB")
    await expect(upload).to_have_attribute("aria-invalid", "true")
    assert await both_schemes(page) == []
    await upload.set_input_files({"name": "x.cer", "mimeType": "application/x-x509", "buffer": some_der()})
    await expect(page.get_by_text("CN=idp.example.test,O=Example")).to_be_visible()
    await expect(page.get_by_role("alert")).to_have_count(0)


async def test_two_attributes_of_one_name_are_told_and_none_is_lost(api: Api, window: Window) -> None:
    id = await customer(api)
    await saml(api, id)
    page = await opened(window, (await link_of(api, id))["url"])
    await press(page, "Continue with Okta", role="link")
    await press(page, "Add another attribute")
    name = page.get_by_label("Attribute", exact=True)
    await expect(name).to_be_focused()
    await name.fill("email")
    await page.get_by_label("Name at the provider").fill("mail")
    await press(page, "Save and continue")
    await expect(page.get_by_text("There is another row for email.")).to_be_visible()
    await expect(name).to_be_focused()
    assert (await connections_of(api, id))[0]["attributeMapping"] == {}
    await name.fill("constructor")
    await press(page, "Save and continue")
    await heading(page, "Okta (Identity provider)")
    (saved,) = await connections_of(api, id)
    assert (saved["attributeMapping"]["constructor"], saved["attributeMapping"]["email"]) == ("mail", "email")


async def test_what_is_wrong_by_hand_is_not_told_on_the_other_tab(api: Api, window: Window) -> None:
    id = await customer(api)
    await saml(api, id, attributeMapping={"email": "email"})
    page = await opened(window, (await link_of(api, id))["url"])
    await press(page, "Continue with Okta", role="link")
    await press(page, "By hand", role="tab")
    await page.get_by_label("Sign-on URL").fill("http://idp.example.test/sso")
    await page.get_by_label("Or paste X.509 certificates").fill(certificate())
    await press(page, "Check the certificates")
    await press(page, "Save and continue")
    await expect(page.get_by_text("The sign-on URL must be an absolute https:// URL")).to_be_visible()
    await press(page, "Metadata", role="tab")
    await expect(page.get_by_label("Or paste the metadata")).to_be_visible()
    await expect(page.get_by_role("alert")).to_have_count(0)
    await expect(page.get_by_text("The sign-on URL must be")).to_have_count(0)
    await press(page, "By hand", role="tab")
    await expect(page.get_by_label("Sign-on URL")).to_have_value("http://idp.example.test/sso")


@pytest.mark.parametrize("document", ["<a/>", "<a>" + " " * 110_000 + "</a>"], ids=["no metadata", "too long"])
async def test_a_metadata_document_that_is_refused_is_told_beside_its_field(
    api: Api, window: Window, tmp_path: Path, document: str
) -> None:
    id = await customer(api)
    await saml(api, id, attributeMapping={"email": "email"})
    page = await opened(window, (await link_of(api, id))["url"])
    await press(page, "Continue with Okta", role="link")
    file = tmp_path / "metadata.xml"
    file.write_text(document)
    await page.get_by_label("Upload the metadata file").set_input_files(file)
    text = page.get_by_label("Or paste the metadata")
    await expect(text).to_have_attribute("aria-invalid", "true")
    await expect(text).to_be_focused()
    await expect(page.get_by_text("The document ")).to_be_visible()
    await expect(page.get_by_role("heading", name="Compare this")).to_have_count(0)
    assert await both_schemes(page) == []
