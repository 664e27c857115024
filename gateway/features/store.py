"""SQL of feature settings; a feature without a row is off."""

from collections.abc import Collection, Sequence

from gateway.database.columns import Columns, Only
from gateway.database.protocol import Database
from gateway.database.statement import Lookup, Statement
from gateway.features.model import Feature, FeatureSetting

COLUMNS = Columns(
    FeatureSetting, "o.id AS organization_id", "feature.name", "coalesce(f.enabled, false) AS enabled", "f.updated_at"
)

OF_ORGANIZATIONS = Lookup(
    "features.OF_ORGANIZATIONS",
    COLUMNS,
    """unnest($2::text[]) WITH ORDINALITY AS feature (name, place)
     CROSS JOIN organizations o
      LEFT JOIN feature_settings f ON f.organization_id = o.id AND f.id = feature.name
     WHERE o.id = ANY ($1::text[]) AND o.deleted_at IS NULL
     ORDER BY o.id, feature.place""",
)

SWITCH = Statement(
    "features.SWITCH",
    FeatureSetting,
    """
    INSERT INTO feature_settings AS f (organization_id, id, enabled)
    VALUES ($1, $2, $3)
    ON CONFLICT (organization_id, id) DO UPDATE SET enabled = excluded.enabled, updated_at = now()
    RETURNING f.organization_id, f.id AS name, f.enabled, f.updated_at
    """,
)


async def features_of_organizations(
    db: Database, organization_ids: Sequence[str], *, among: Collection[str] | None = None, only: Only = None
) -> list[FeatureSetting]:
    """Every feature of each of these organizations, or those `among`, in the order of the enumeration.

    A deleted organization has none.
    """
    names = [name for name in Feature if among is None or name in among]
    return await OF_ORGANIZATIONS.all(db, organization_ids, names, only=only)


async def switch_feature(db: Database, organization_id: str, name: str, enabled: bool) -> FeatureSetting:
    """The feature, now on or off."""
    row = await SWITCH.first(db, organization_id, name, enabled)
    assert row is not None, "an upsert returns its row"
    return row
