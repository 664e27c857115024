import type { VariablesOf } from '../../api/graphql';
import { searchOf, sliceOf } from '../lists/listing';
import { type Feature, isFeature } from './features';
import type { OrganizationsQuery } from './OrganizationsQuery';

/** What the address says of the list of organizations. */
export interface Listing {
  readonly search: string;
  readonly feature: { readonly name: Feature; readonly enabled: boolean } | null;
  /** Made within so many days; null for any time. */
  readonly days: number | null;
  readonly deleted: boolean;
  readonly order: Order;
  /** The page: what comes after one cursor, or before another; the first page has neither. */
  readonly after: string | null;
  readonly before: string | null;
}

const ORDERS = {
  newest: { field: 'CREATED_AT', direction: 'DESC' },
  oldest: { field: 'CREATED_AT', direction: 'ASC' },
  changed: { field: 'UPDATED_AT', direction: 'DESC' },
  name: { field: 'DISPLAY_NAME', direction: 'ASC' },
  'name-descending': { field: 'DISPLAY_NAME', direction: 'DESC' },
} as const;
export type Order = keyof typeof ORDERS;

const DAY = 86_400_000;

export const WHOLE: Listing = {
  search: '',
  feature: null,
  days: null,
  deleted: false,
  order: 'newest',
  after: null,
  before: null,
};

/** The listing of an address; what it does not understand is as if it were not there. */
export function listingOf(parameters: URLSearchParams): Listing {
  const feature = parameters.get('feature') ?? '';
  const name = feature.replace(/^-/u, '');
  const days = Number(parameters.get('days'));
  const order = parameters.get('order') ?? '';
  return {
    search: parameters.get('search') ?? '',
    feature: isFeature(name) ? { name, enabled: !feature.startsWith('-') } : null,
    days: Number.isInteger(days) && days > 0 && days <= 3650 ? days : null,
    deleted: parameters.get('deleted') === 'yes',
    order: Object.hasOwn(ORDERS, order) ? (order as Order) : WHOLE.order,
    after: parameters.get('after'),
    before: parameters.get('after') === null ? parameters.get('before') : null,
  };
}

/** The address of a listing, without what is as usual. */
export function parametersOf(listing: Listing): Record<string, string> {
  const { search, feature, days, deleted, order, after, before } = listing;
  return {
    ...(search && { search }),
    ...(feature && { feature: `${feature.enabled ? '' : '-'}${feature.name}` }),
    ...(days !== null && { days: String(days) }),
    ...(deleted && { deleted: 'yes' }),
    ...(order !== WHOLE.order && { order }),
    ...(after !== null && { after }),
    ...(before !== null && { before }),
  };
}

/** The listing with other conditions or in another order, from its first page on. */
export function changedListing(listing: Listing, part: Partial<Listing>): Listing {
  return { ...listing, after: null, before: null, ...part };
}

/** Whether something is left out of the list. */
export function isFiltered({ search, feature, days }: Listing): boolean {
  return search.trim() !== '' || feature !== null || days !== null;
}

const LONGEST_ID = 255;

type Variables = VariablesOf<typeof OrganizationsQuery>;

/** What the gateway is asked for a listing. */
export function variablesOf(listing: Listing, now: number): Variables {
  const { search, feature, days, deleted, order, after, before } = listing;
  const text = search.trim();
  const searched = searchOf(search);
  const onFirstPage = after === null && before === null;
  const conditions = {
    ...(feature && { feature }),
    // Whole days, so that the same page is asked for in the same words.
    ...(days !== null && { createdFrom: new Date(Math.floor(now / DAY - days) * DAY).toISOString() }),
    ...(deleted && { includeDeleted: true }),
  };
  return {
    filter: { ...(searched !== null && { search: searched }), ...conditions },
    orderBy: ORDERS[order],
    ...sliceOf({ after, before }),
    // What is typed may be an id of ours or of the application.
    isKey: text !== '' && text.length <= LONGEST_ID && onFirstPage,
    key: { ...conditions, ...(text.startsWith('org_') ? { ids: [text] } : { externalIds: [text] }) },
  };
}
