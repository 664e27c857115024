import { useState } from 'react';

import { type FragmentOf, graphql, readFragment } from '../../api/graphql';
import { useOperation } from '../../api/operations';
import { ProblemDetails } from '../../api/problems';
import { Card, Facts } from '../../ui/layout';
import { Switch } from '../../ui/Switch';
import { ProblemNotice } from '../problems/ProblemNotice';
import { type Feature, FEATURES } from './features';

export const FeatureFields = graphql(`
  fragment FeatureSwitches on Organization {
    id
    features {
      name
      enabled
    }
  }
`);

const SwitchFeature = graphql(
  `
    mutation SwitchFeature($input: UpdateOrganizationSettingsInput!) {
      updateOrganizationSettings(input: $input) {
        __typename
        ... on Organization {
          ...FeatureSwitches
        }
        ...ProblemDetails
      }
    }
  `,
  [FeatureFields, ProblemDetails],
);

interface FeatureSwitchesProps {
  readonly organization: FragmentOf<typeof FeatureFields>;
  /** Whether the caller may switch them; otherwise they are told. */
  readonly maySwitch: boolean;
}

/** The enterprise features of an organization. */
export function FeatureSwitches({ organization, maySwitch }: FeatureSwitchesProps) {
  const { id, features } = readFragment(FeatureFields, organization);
  const { run, busy, trouble } = useOperation(SwitchFeature);
  const [wanted, setWanted] = useState<Feature | null>(null);
  const change = async (name: Feature, enabled: boolean) => {
    setWanted(name);
    await run({ input: { organizationId: id, features: [{ name, enabled }] } });
    setWanted(null);
  };
  return (
    <Card>
      <h2>Features</h2>
      {maySwitch ? (
        features.map(({ name, enabled }) => (
          <Switch
            key={name}
            name={FEATURES[name].name}
            text={FEATURES[name].text}
            checked={wanted === name ? !enabled : enabled}
            busy={busy}
            onChange={(on) => void change(name, on)}
          />
        ))
      ) : (
        <Facts of={features.map(({ name, enabled }) => [FEATURES[name].name, enabled ? 'On' : 'Off'])} />
      )}
      <ProblemNotice trouble={trouble} />
    </Card>
  );
}
