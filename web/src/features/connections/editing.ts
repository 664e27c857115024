import { useEffect, useState } from 'react';

import { graphql, type VariablesOf } from '../../api/graphql';
import { useOperation } from '../../api/operations';
import { ProblemDetails, type Trouble } from '../../api/problems';

const UpdateSamlConnection = graphql(
  `
    mutation UpdateSamlConnection($input: UpdateSamlConnectionInput!) {
      updateSamlConnection(input: $input) {
        __typename
        ... on SamlIdentityProvider {
          version
        }
        ...ProblemDetails
      }
    }
  `,
  [ProblemDetails],
);

const UpdateOidcConnection = graphql(
  `
    mutation UpdateOidcConnection($input: UpdateOidcConnectionInput!) {
      updateOidcConnection(input: $input) {
        __typename
        ... on OidcIdentityProvider {
          version
        }
        ...ProblemDetails
      }
    }
  `,
  [ProblemDetails],
);

type Named = 'id' | 'expectedVersion';
export type SamlSettings = Omit<VariablesOf<typeof UpdateSamlConnection>['input'], Named>;
export type OidcSettings = Omit<VariablesOf<typeof UpdateOidcConnection>['input'], Named>;

/** The connection that the forms of a step save to, as its reader knows it. */
export interface Editing {
  readonly id: string;
  /** The one that is shown. */
  readonly version: number;
  /** It is known to have another version by now, which is about to be read. */
  readonly isOld: boolean;
  readonly onSaved: (version: number) => void;
  /** Nothing was saved, and what is shown may be old. */
  readonly onRefused: () => void;
  /** Told whether something was sent that is not answered yet. */
  readonly onSaving: (saving: boolean) => void;
  /** Told the version that somebody else has saved. */
  readonly onTold: (version: number) => void;
}

export interface Saving<Settings> extends Pick<Editing, 'isOld'> {
  /** Answers whether it was saved; why not is in `trouble`. */
  readonly save: (settings: Settings) => Promise<boolean>;
  readonly busy: boolean;
  readonly trouble: Trouble | null;
  readonly clear: () => void;
}

export function useSavingSaml(editing: Editing): Saving<SamlSettings> {
  return useSaving<SamlSettings>(editing, useOperation(UpdateSamlConnection));
}

export function useSavingOidc(editing: Editing): Saving<OidcSettings> {
  return useSaving<OidcSettings>(editing, useOperation(UpdateOidcConnection));
}

interface Updating<Settings> extends Pick<Saving<Settings>, 'busy' | 'trouble' | 'clear'> {
  readonly run: (variables: {
    input: Settings & { id: string; expectedVersion: number };
  }) => Promise<{ readonly version: number } | null>;
}

function useSaving<Settings>(editing: Editing, { run, busy, trouble, clear }: Updating<Settings>): Saving<Settings> {
  const { isOld, onTold } = editing;
  const [told, setTold] = useState(editing.version);
  const current = trouble?.currentVersion ?? 0;
  if (current > told) setTold(current); // the reader knows of it, and may save over it
  useEffect(() => onTold(current), [current, onTold]);
  const save = async (settings: Settings) => {
    editing.onSaving(true);
    const saved = await run({ input: { ...settings, id: editing.id, expectedVersion: told } });
    editing.onSaving(false);
    if (saved) editing.onSaved(saved.version);
    else editing.onRefused();
    return saved !== null;
  };
  return { save, busy, trouble, clear, isOld };
}
