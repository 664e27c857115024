import type { ComponentType } from 'react';

import { lazily } from '../../ui/lazily';

/** A part of an organization's page: loaded when it is first shown, and asking for its own data. */
export interface Section {
  /** What follows the organization's id in the address; the first section has none. */
  readonly path: string;
  readonly name: string;
  /** What the caller must be allowed to do to see it, all of it. */
  readonly needs: readonly string[];
  readonly Content: ComponentType<{ readonly organizationId: string }>;
}

export const SECTIONS: readonly Section[] = [
  {
    path: '',
    name: 'Details',
    needs: ['organizations:read'],
    Content: lazily(async () => (await import('../../features/organizations/DetailsSection')).DetailsSection),
  },
  {
    path: 'members',
    name: 'Members',
    needs: ['memberships:read', 'identities:read'],
    Content: lazily(async () => (await import('../../features/memberships/MembersSection')).MembersSection),
  },
  {
    path: 'connections',
    name: 'Connections',
    needs: ['connections:read'],
    Content: lazily(async () => (await import('../../features/connections/ConnectionsSection')).ConnectionsSection),
  },
  {
    path: 'portal-links',
    name: 'Portal links',
    needs: ['portal_links:read'],
    Content: lazily(async () => (await import('../../features/portal-links/PortalLinksSection')).PortalLinksSection),
  },
  {
    path: 'events',
    name: 'Events',
    needs: ['events:read'],
    Content: lazily(async () => (await import('../../features/events/EventsSection')).EventsSection),
  },
];
