"""Enterprise features in the graph."""

from datetime import datetime

import strawberry

from gateway.database.columns import is_row
from gateway.features import actions, model
from gateway.graph.enums import Feature
from gateway.graph.errors import NotFoundProblem, Problem, expect
from gateway.graph.fields import plain
from gateway.graph.inputs import must
from gateway.graph.mutations import mutation
from gateway.viewer import Permission


@strawberry.type(description="One enterprise feature of an organization.")
class FeatureSetting:
    read_permission = Permission.FEATURES_READ
    row = model.FeatureSetting

    name: Feature = plain("Which feature.")
    enabled: bool = plain("Whether it is on.")
    updated_at: datetime | None = plain("When it was last switched; null when it never was.")

    @classmethod
    def is_type_of(cls, source: object, info: object) -> bool:
        return is_row(source, model.FeatureSetting)


@strawberry.type(description="The feature is not switched on for the organization.")
class FeatureOffProblem(Problem):
    pass


EXPECTED = [expect(model.FeatureOff, FeatureOffProblem)]


@strawberry.input(description="A feature to switch on.")
class EnableFeatureInput:
    organization_id: strawberry.ID = must("Which organization.")
    feature: Feature = must("Which feature.")


@strawberry.input(description="A feature to switch off.")
class DisableFeatureInput:
    organization_id: strawberry.ID = must("Which organization.")
    feature: Feature = must("Which feature.")


@strawberry.type
class FeatureMutation:
    enable_feature = mutation(
        actions.enable_feature,
        EnableFeatureInput,
        FeatureSetting,
        NotFoundProblem,
        description="Switches a feature of an organization on.",
    )
    disable_feature = mutation(
        actions.disable_feature,
        DisableFeatureInput,
        FeatureSetting,
        NotFoundProblem,
        description="Switches a feature of an organization off; its settings stay, without effect.",
    )
