import { Badge } from '../../ui/Notice';
import { type Status, STATUSES } from './member';

export function StatusBadge({ status }: { status: Status }) {
  const { name, tone } = STATUSES[status];
  return <Badge tone={tone}>{name}</Badge>;
}
