import { useMemo } from 'react';

import { Button } from '../../ui/Button';
import { Controls, Select } from '../../ui/Controls';
import { Empty } from '../../ui/Empty';
import { Failure } from '../../ui/Failure';
import { Announcement, Loading } from '../../ui/Notice';
import { useAddress } from '../lists/address';
import { EventList } from './EventList';
import styles from './EventList.module.css';
import { useEvents } from './following';
import { SUBJECTS, typeOf, typesAbout } from './types';

const CHOICES = [{ value: '', name: 'All events' }, ...SUBJECTS.map(({ value, name }) => ({ value, name }))];

/** What has happened in the organization, and what happens now. */
export function EventsSection({ organizationId }: { organizationId: string }) {
  const { parameters, change } = useAddress();
  const about = parameters.get('about') ?? '';
  return (
    <>
      <Controls label="Events">
        <Select
          label="About"
          options={CHOICES}
          value={CHOICES.some(({ value }) => value === about) ? about : ''}
          onChange={(value) => change({ about: value })}
        />
      </Controls>
      <Events key={about} organizationId={organizationId} about={about} />
    </>
  );
}

function Events({ organizationId, about }: { organizationId: string; about: string }) {
  const types = useMemo(() => typesAbout(about), [about]);
  const { events, arrived, newest, isLive, busy, trouble, older, again } = useEvents(organizationId, types);
  return (
    <>
      <p className={`${styles['live']} ${isLive ? styles['on'] : ''}`}>
        {isLive ? 'Live: what happens now comes by itself' : 'Connecting …'}
      </p>
      {events && events.length > 0 && <EventList events={events} arrived={arrived} />}
      {events?.length === 0 && <Empty title="Nothing has happened yet" text="What is done in the organization is listed here, by whom and when." />}
      {trouble ? <Failure message={trouble.message} onRetry={again} /> : !events && <Loading what="events" />}
      {older && !trouble && (
        <div>
          <Button busy={busy} onClick={older}>
            Show older events
          </Button>
        </div>
      )}
      <Announcement>{newest === null ? '' : `New: ${typeOf(newest).text}`}</Announcement>
    </>
  );
}
