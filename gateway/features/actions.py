"""Switching features on and off."""

from gateway.call import Call
from gateway.errors import Fault, Invalid
from gateway.events.store import record
from gateway.features import store
from gateway.features.model import FeatureSetting
from gateway.organizations.actions import expect_version, organization_to_write
from gateway.organizations.model import Organization
from gateway.organizations.store import update_organization
from gateway.rules import Given
from gateway.viewer import Permission


async def update_organization_settings(call: Call, given: Given) -> Organization:
    """The organization, with the named features as wanted and the others as they were. Raises NotFound, Invalid."""
    wanted = {feature["name"]: feature["enabled"] for feature in given["features"]}
    if len(wanted) != len(given["features"]):
        raise Invalid(Fault("features", "DUPLICATE", "must not name a feature twice"))
    organization, _ = await switch(call, given, wanted)
    return organization


async def enable_feature(call: Call, given: Given) -> FeatureSetting:
    """The feature, switched on. Raises NotFound."""
    return await switch_one(call, given, enabled=True)


async def disable_feature(call: Call, given: Given) -> FeatureSetting:
    """The feature, switched off; its connections stay, disabled in effect. Raises NotFound."""
    return await switch_one(call, given, enabled=False)


async def switch_one(call: Call, given: Given, *, enabled: bool) -> FeatureSetting:
    _, settings = await switch(call, given, {given["feature"]: enabled})
    return next(setting for setting in settings if setting.name == given["feature"])


async def switch(call: Call, given: Given, wanted: dict[str, bool]) -> tuple[Organization, list[FeatureSetting]]:
    """The organization, its version raised if a feature changes, and all its features; each change has an event."""
    call.viewer.must(Permission.ORGANIZATIONS_WRITE)
    call.viewer.must_be_environment_wide()
    async with call.transaction() as db:
        organization = await organization_to_write(db, call, given["organization_id"])
        expect_version(organization, given)
        settings = {setting.name: setting for setting in await store.features_of_organizations(db, [organization.id])}
        changes = [name for name, enabled in wanted.items() if settings[name].enabled != enabled]
        if changes:
            organization = await update_organization(db, organization)
        for name in changes:
            settings[name] = await store.switch_feature(db, organization.id, name, wanted[name])
            await record(
                db,
                call.viewer,
                "feature.enabled" if wanted[name] else "feature.disabled",
                organization.id,
                organization_id=organization.id,
                before={"feature": name, "enabled": not wanted[name]},
                after={"feature": name, "enabled": wanted[name]},
            )
    return organization, list(settings.values())
