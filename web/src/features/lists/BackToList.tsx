import { BackLink } from '../../ui/BackLink';
import { useLeft } from './address';

/** From one thing to the list of all, as the list was left; to the whole of it for who came another way. */
export function BackToList({ path, children }: { path: string; children: string }) {
  const conditions = useLeft().get(path) ?? '';
  return <BackLink href={conditions === '' ? path : `${path}?${conditions}`}>{children}</BackLink>;
}
