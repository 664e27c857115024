import { useEffect, useState } from 'react';

import { Check, Controls, ControlsHint, SearchField, Select } from '../../ui/Controls';
import { type Feature, FEATURE_NAMES, FEATURES, isFeature } from './features';
import { isTooShort, type Listing, type Order, SHORTEST_SEARCH } from './listing';

const ORDERS: readonly { value: Order; name: string }[] = [
  { value: 'newest', name: 'Newest first' },
  { value: 'oldest', name: 'Oldest first' },
  { value: 'changed', name: 'Last changed first' },
  { value: 'name', name: 'Name, A to Z' },
  { value: 'name-descending', name: 'Name, Z to A' },
];
const DAYS = [
  { value: '', name: 'Created any time' },
  { value: '7', name: 'Created in the last 7 days' },
  { value: '30', name: 'Created in the last 30 days' },
  { value: '365', name: 'Created in the last year' },
] as const;
type FeatureChoice = '' | Feature | `-${Feature}`;
const CHOICES: readonly { value: FeatureChoice; name: string }[] = [
  { value: '', name: 'Any features' },
  ...FEATURE_NAMES.map((feature) => ({ value: feature, name: `${FEATURES[feature].name} on` })),
  ...FEATURE_NAMES.map((feature) => ({ value: `-${feature}` as const, name: `${FEATURES[feature].name} off` })),
];
const WAIT_MILLISECONDS = 250;

interface ListControlsProps {
  readonly listing: Listing;
  readonly onChange: (part: Partial<Listing>) => void;
}

/** Which organizations are listed, and in which order. */
export function ListControls({ listing, onChange }: ListControlsProps) {
  const [search, setSearch] = useState(listing.search);
  const [told, setTold] = useState(listing.search);
  if (told !== listing.search) {
    // The address has changed by itself: one has gone back, or has cleared the filters.
    setTold(listing.search);
    setSearch(listing.search);
  }
  useEffect(() => {
    if (search === listing.search) return;
    const timer = setTimeout(() => {
      setTold(search);
      onChange({ search });
    }, WAIT_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [search, listing.search, onChange]);
  const { feature, days } = listing;
  const chosen: FeatureChoice = feature === null ? '' : feature.enabled ? feature.name : `-${feature.name}`;
  const choose = (value: FeatureChoice) => {
    const name = value.replace(/^-/u, '');
    onChange({ feature: isFeature(name) ? { name, enabled: name === value } : null });
  };
  return (
    <Controls label="Organizations">
      <SearchField label="Search by name or ID" value={search} onChange={setSearch} />
      <Select label="Features" options={CHOICES} value={chosen} onChange={choose} />
      <Select
        label="Created"
        options={DAYS}
        value={DAYS.find(({ value }) => value === String(days))?.value ?? ''}
        onChange={(value) => onChange({ days: value === '' ? null : Number(value) })}
      />
      <Select label="Order" options={ORDERS} value={listing.order} onChange={(order) => onChange({ order })} />
      <Check label="Deleted too" checked={listing.deleted} onChange={(deleted) => onChange({ deleted })} />
      {isTooShort(search) && <ControlsHint>Names are searched from {SHORTEST_SEARCH} characters on.</ControlsHint>}
    </Controls>
  );
}
