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

/** How a feature was switched here, shown until the organization is read anew. */
interface Wanted {
  readonly on: boolean;
  readonly busy: boolean;
}

const NOTHING: ReadonlyMap<Feature, Wanted> = new Map();

interface FeatureSwitchesProps {
  readonly organization: FragmentOf<typeof FeatureFields>;
  /** Whether the caller may switch them; otherwise they are told. */
  readonly maySwitch: boolean;
}

/** The enterprise features of an organization. */
export function FeatureSwitches({ organization, maySwitch }: FeatureSwitchesProps) {
  const { id, features } = readFragment(FeatureFields, organization);
  const { run, trouble } = useOperation(SwitchFeature);
  const [wanted, setWanted] = useState(NOTHING);
  const [seen, setSeen] = useState(features);
  if (features !== seen) {
    setSeen(features);
    setWanted(new Map([...wanted].filter(([, { busy }]) => busy)));
  }
  const want = (name: Feature, part: Wanted | null) =>
    setWanted((before) => new Map(part === null ? [...before].filter(([key]) => key !== name) : [...before, [name, part]]));
  const change = async (name: Feature, on: boolean) => {
    want(name, { on, busy: true });
    const done = await run({ input: { organizationId: id, features: [{ name, enabled: on }] } });
    want(name, done ? { on, busy: false } : null);
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
            checked={wanted.get(name)?.on ?? enabled}
            busy={wanted.get(name)?.busy ?? false}
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
