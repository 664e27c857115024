"""Who is quicker than the network: nothing old is shown as if it were current, nothing that is typed is lost."""

from playwright.async_api import Page, Route, expect

from tests.graph.portal import certificate, complete, customer, oidc, saml
from tests.helpers import Api
from tests.web.conftest import Window
from tests.web.portal import asks, connections_of, heading, holding, link_of, opened, press, reading_slowly

NOT_ONE = b"-----BEGIN CERTIFICATE-----\nbm90IG9uZQ==\n-----END CERTIFICATE-----\n"


async def at_a_complete_one(api: Api, window: Window) -> tuple[Page, str]:
    """The portal at the second step of a connection that lacks nothing but its client ID."""
    id = await customer(api)
    secret = "a-very-long-secret-1234"
    await oidc(api, id, attributeMapping={"email": "email"}, issuer="https://id.example.com", clientSecret=secret)
    page = await opened(window, (await link_of(api, id))["url"])
    await press(page, "Continue with Auth0", role="link")
    await page.get_by_label("Client ID").fill("ours")
    return page, id


async def test_who_is_quicker_than_the_network_sees_what_they_saved(api: Api, window: Window) -> None:
    page, _ = await at_a_complete_one(api, window)
    await reading_slowly(page)
    await press(page, "Save and continue")
    await heading(page, "Auth0 (Enable)")
    await page.get_by_role("link", name="Identity provider").click()
    await expect(page.get_by_label("Client ID")).to_have_value("ours")


async def test_who_is_quicker_than_the_network_stands_not_in_their_own_way(api: Api, window: Window) -> None:
    page, id = await at_a_complete_one(api, window)
    await reading_slowly(page)
    await press(page, "Save and continue")
    await heading(page, "Auth0 (Enable)")
    assert await page.get_by_text("Something is still missing").count() == 0
    await press(page, "Enable")
    await press(page, "Disable")
    await page.get_by_role("alertdialog").get_by_role("button", name="Disable").click()
    await press(page, "Enable")
    await expect(page.get_by_text("Your people can sign in through this connection.", exact=True)).to_be_visible()
    assert [each["enabled"] for each in await connections_of(api, id)] == [True]


async def test_what_was_read_before_it_was_saved_and_comes_afterwards_is_read_again(api: Api, window: Window) -> None:
    page, _ = await at_a_complete_one(api, window)
    await reading_slowly(page)
    await page.get_by_label("Issuer").fill("https://id.example.com?x")
    await press(page, "Save and continue")
    await expect(page.get_by_text("The issuer must be an absolute https:// URL without query")).to_be_visible()
    await page.get_by_label("Issuer").fill("https://id.example.com")
    await press(page, "Save and continue")
    await press(page, "Enable")
    await expect(page.get_by_text("Your people can sign in through this connection.", exact=True)).to_be_visible()


async def test_what_was_saved_and_cannot_be_read_is_tried_again(api: Api, window: Window) -> None:
    page, _ = await at_a_complete_one(api, window)

    async def answer(route: Route) -> None:
        await (route.abort() if asks(route.request, "Connection") else route.continue_())

    await page.route("**/graphql", answer)
    await press(page, "Save and continue")
    await expect(page.get_by_role("alert")).to_contain_text("The server could not be reached.")
    await press(page, "Identity provider", role="link")
    await expect(page.get_by_label("Client ID")).to_have_count(0)
    await page.unroute("**/graphql")
    await press(page, "Try again")
    await expect(page.locator("#content")).to_be_focused()
    await expect(page.get_by_label("Client ID")).to_have_value("ours")
    await expect(page.get_by_role("alert")).to_have_count(0)
    window.wrong.clear()


async def test_what_is_typed_while_it_is_saved_is_kept_as_a_draft(api: Api, window: Window) -> None:
    page, _ = await at_a_complete_one(api, window)
    answering = await holding(page, "updateOidcConnection")
    await press(page, "Save and continue")
    await page.get_by_label("Client ID").fill("corrected")
    answering.set()
    await heading(page, "Auth0 (Enable)")
    await page.get_by_role("link", name="Identity provider").click()
    await expect(page.get_by_label("Client ID")).to_have_value("corrected")
    await expect(page.get_by_text("You typed this before and have not saved it.")).to_be_visible()


async def test_who_leaves_a_step_before_it_is_saved_stays_where_they_went(api: Api, window: Window) -> None:
    page, id = await at_a_complete_one(api, window)
    answering = await holding(page, "updateOidcConnection")
    await press(page, "Save and continue")
    await page.get_by_role("link", name="User attributes").click()
    answering.set()
    await page.get_by_label("E-mail address").fill("mail")
    await heading(page, "Auth0 (User attributes)")
    await press(page, "Save and continue")
    await heading(page, "Auth0 (Identity provider)")
    await expect(page.get_by_label("Client ID")).to_have_value("ours")
    (saved,) = await connections_of(api, id)
    assert (saved["clientId"], saved["attributeMapping"]) == ("ours", {"email": "mail"})


async def test_a_form_begins_with_what_others_have_saved_since(api: Api, window: Window) -> None:
    id = await customer(api)
    made = await saml(api, id, **complete())
    page = await opened(window, (await link_of(api, id))["url"])
    await heading(page, "Single sign-on")
    await page.goto(f"{api.settings.public_url}/portal/connections/{made['id']}/attributes")
    await expect(page.get_by_label("E-mail address")).to_have_value("mail")
    await page.get_by_role("link", name="Single sign-on").first.click()
    await heading(page, "Single sign-on")
    await api.mutate("updateSamlConnection", id=made["id"], attributeMapping={"email": "theirs"})
    await page.go_back()
    await expect(page.get_by_label("E-mail address")).to_have_value("theirs")


async def test_of_two_files_the_last_one_is_looked_at(api: Api, window: Window) -> None:
    asked: list[Route] = []

    async def answer(route: Route) -> None:
        if "PreviewCertificate" in (route.request.post_data or ""):
            asked.append(route)
        else:
            await route.continue_()

    id = await customer(api)
    await saml(api, id, attributeMapping={"email": "mail"})
    page = await opened(window, (await link_of(api, id))["url"])
    await press(page, "Continue with Okta", role="link")
    await press(page, "By hand", role="tab")
    await page.get_by_label("Entity ID", exact=True).last.fill("https://idp.example.com")
    await page.get_by_label("Sign-on URL").fill("https://idp.example.com/sso")
    await page.route("**/graphql", answer)
    file = page.get_by_label("Upload an X.509 certificate")
    for content in (NOT_ONE, certificate().encode()):
        waiting = len(asked)
        await file.set_input_files({"name": "idp.pem", "mimeType": "text/plain", "buffer": content})
        while len(asked) == waiting:
            await page.wait_for_timeout(20)
    await asked[1].continue_()
    await expect(page.get_by_role("heading", name="Compare this with your identity provider")).to_be_visible()
    async with page.expect_response("**/graphql"):
        await asked[0].continue_()
    await page.wait_for_timeout(500)
    await expect(page.get_by_role("heading", name="Compare this with your identity provider")).to_be_visible()
    await expect(page.get_by_text("is not an X.509 certificate")).to_have_count(0)
