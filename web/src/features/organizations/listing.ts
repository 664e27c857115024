import type { VariablesOf } from '../../api/graphql';
import { mayBeId, type Page, pageOf, searchOf, sliceOf } from '../lists/listing';
import { type Feature, isFeature } from './features';
import type { OrganizationsCountQuery, OrganizationsQuery } from './OrganizationsQuery';

/** What the address says of the list of organizations. */
export interface Listing extends Page {
  readonly search: string;
  readonly feature: { readonly name: Feature; readonly enabled: boolean } | null;
  /** Made within so many days; null for any time. */
  readonly days: Days | null;
  readonly deleted: boolean;
  readonly order: Order;
}

const ORDERS = {
  newest: { field: 'CREATED_AT', direction: 'DESC' },
  oldest: { field: 'CREATED_AT', direction: 'ASC' },
  changed: { field: 'UPDATED_AT', direction: 'DESC' },
  name: { field: 'DISPLAY_NAME', direction: 'ASC' },
  'name-descending': { field: 'DISPLAY_NAME', direction: 'DESC' },
} as const;
export type Order = keyof typeof ORDERS;

const SPANS = [7, 30, 365] as const;
export type Days = (typeof SPANS)[number];

const DAY = 86_400_000;

/** The order of an address that names none. */
export const USUAL_ORDER: Order = 'newest';

/** The listing of an address; what it does not understand is as if it were not there. */
export function listingOf(parameters: URLSearchParams): Listing {
  const feature = parameters.get('feature') ?? '';
  const name = feature.replace(/^-/u, '');
  const days = Number(parameters.get('days'));
  const order = parameters.get('order') ?? '';
  return {
    search: parameters.get('search') ?? '',
    feature: isFeature(name) ? { name, enabled: !feature.startsWith('-') } : null,
    days: SPANS.find((span) => span === days) ?? null,
    deleted: parameters.get('deleted') === 'yes',
    order: Object.hasOwn(ORDERS, order) ? (order as Order) : USUAL_ORDER,
    ...pageOf(parameters),
  };
}

/** Whether something is left out of the list. */
export function isFiltered({ search, feature, days }: Listing): boolean {
  return search.trim() !== '' || feature !== null || days !== null;
}

/** What belongs to a listing, whatever the page. */
export function conditionsOf({ search, feature, days, deleted }: Listing, now: number): VariablesOf<typeof OrganizationsCountQuery> {
  const text = search.trim();
  const searched = searchOf(search);
  const conditions = {
    ...(feature && { feature }),
    // Whole days, so that the same page is asked for in the same words.
    ...(days !== null && { createdFrom: new Date(Math.floor(now / DAY - days) * DAY).toISOString() }),
    ...(deleted && { includeDeleted: true }),
  };
  const filter = { ...(searched !== null && { search: searched }), ...conditions };
  // What is typed may be an id of ours or of the application.
  const key = text.startsWith('org_') ? { ids: [text] } : { externalIds: [text] };
  return { filter, isKey: mayBeId(text), key: { ...conditions, ...key }, both: { ...filter, ...key } };
}

/** What the gateway is asked for a page of a listing. */
export function variablesOf(listing: Listing, now: number): VariablesOf<typeof OrganizationsQuery> {
  const { filter, isKey, key } = conditionsOf(listing, now);
  return { filter, orderBy: ORDERS[listing.order], ...sliceOf(listing), isKey, key };
}
