import { useCallback } from 'react';

import { Check, Controls, ControlsHint, SearchField, Select } from '../../ui/Controls';
import { type Address, useTyped } from '../lists/address';
import { isTooShort, SHORTEST_SEARCH } from '../lists/listing';
import { type Feature, FEATURE_NAMES, FEATURES } from './features';
import { type Days, type Listing, type Order, USUAL_ORDER } from './listing';

const ORDERS: readonly { value: Order; name: string }[] = [
  { value: 'newest', name: 'Newest first' },
  { value: 'oldest', name: 'Oldest first' },
  { value: 'changed', name: 'Last changed first' },
  { value: 'name', name: 'Name, A to Z' },
  { value: 'name-descending', name: 'Name, Z to A' },
];
const DAYS: readonly { value: '' | `${Days}`; name: string }[] = [
  { value: '', name: 'Created any time' },
  { value: '7', name: 'Created in the last 7 days' },
  { value: '30', name: 'Created in the last 30 days' },
  { value: '365', name: 'Created in the last year' },
];
type FeatureChoice = '' | Feature | `-${Feature}`;
const CHOICES: readonly { value: FeatureChoice; name: string }[] = [
  { value: '', name: 'Any features' },
  ...FEATURE_NAMES.map((feature) => ({ value: feature, name: `${FEATURES[feature].name} on` })),
  ...FEATURE_NAMES.map((feature) => ({ value: `-${feature}` as const, name: `${FEATURES[feature].name} off` })),
];

interface ListControlsProps {
  readonly listing: Listing;
  readonly onChange: Address['change'];
}

/** Which organizations are listed, and in which order. */
export function ListControls({ listing, onChange }: ListControlsProps) {
  const tell = useCallback((search: string) => onChange({ search }), [onChange]);
  const [search, setSearch] = useTyped(listing.search, tell);
  const { feature, days } = listing;
  const chosen: FeatureChoice = feature === null ? '' : feature.enabled ? feature.name : `-${feature.name}`;
  return (
    <Controls label="Organizations">
      <SearchField label="Search by name or ID" value={search} onChange={setSearch} />
      <Select label="Features" options={CHOICES} value={chosen} onChange={(value) => onChange({ feature: value })} />
      <Select
        label="Created"
        options={DAYS}
        value={days === null ? '' : `${days}`}
        onChange={(value) => onChange({ days: value })}
      />
      <Select
        label="Order"
        options={ORDERS}
        value={listing.order}
        onChange={(order) => onChange({ order: order === USUAL_ORDER ? '' : order })}
      />
      <Check label="Deleted too" checked={listing.deleted} onChange={(deleted) => onChange({ deleted: deleted ? 'yes' : '' })} />
      {isTooShort(search) && <ControlsHint>Names are searched from {SHORTEST_SEARCH} characters on.</ControlsHint>}
    </Controls>
  );
}
