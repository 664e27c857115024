import { useQuery } from 'urql';

import { graphql } from '../../api/graphql';
import { useMay } from '../caller/context';

const RolesQuery = graphql(`
  query Roles {
    roles {
      name
      displayName
      description
    }
  }
`);

/** Roles that are there from the start, for a caller who may not read which there are. */
const BUILT_IN = ['admin', 'member'];

export interface RoleOption {
  readonly value: string;
  readonly name: string;
  readonly note: string | null;
}

/** The roles that can be given, those of `had` among them. */
export function useRoles(had: readonly string[] = []): readonly RoleOption[] {
  const may = useMay('roles:read');
  const [{ data }] = useQuery({ query: RolesQuery, pause: !may });
  const known: RoleOption[] = (data?.roles ?? []).map(({ name, displayName, description }) => ({
    value: name,
    name: displayName,
    note: description,
  }));
  const names = known.length > 0 ? had : [...BUILT_IN, ...had];
  const others = [...new Set(names)].filter((name) => known.every(({ value }) => value !== name));
  return [...known, ...others.map((name) => ({ value: name, name, note: null }))];
}
