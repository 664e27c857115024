import { Pills } from '../../ui/Pill';
import { useRoles } from './roles';

/** Roles of a membership, as people call them. */
export function Roles({ of }: { of: readonly string[] }) {
  const known = useRoles(of);
  return <Pills of={of.map((name) => known.find(({ value }) => value === name)?.name ?? name)} />;
}
