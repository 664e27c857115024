import { useEffect, useState } from 'react';

/** The present, in milliseconds; the component is rendered anew so often. */
export function useNow(everyMilliseconds: number): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMilliseconds);
    return () => clearInterval(timer);
  }, [everyMilliseconds]);
  return now;
}

/** How long is left, in whole minutes rounded up: `5 h 59 min`, `12 min`. */
export function timeLeft(milliseconds: number): string {
  const minutes = Math.max(0, Math.ceil(milliseconds / 60_000));
  const hours = Math.floor(minutes / 60);
  if (hours === 0) return `${minutes} min`;
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
}

/** A day as people write it, in the reader's language. */
export function day(timestamp: string): string {
  return new Date(timestamp).toLocaleDateString(undefined, { dateStyle: 'medium' });
}

/** A moment as people write it, to the minute, in the reader's language and time zone. */
export function momentOf(timestamp: string): string {
  return new Date(timestamp).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
}

/** The time of day, to the second. */
export function clock(timestamp: string): string {
  return new Date(timestamp).toLocaleTimeString(undefined, { timeStyle: 'medium' });
}

/** A month as people write it; its first moment is given, in UTC. */
export function month(timestamp: string): string {
  return new Date(timestamp).toLocaleDateString(undefined, { month: 'long', year: 'numeric', timeZone: 'UTC' });
}

/** The same, as short as an axis wants it. */
export function monthInShort(timestamp: string): string {
  const moment = new Date(timestamp);
  const name = moment.toLocaleDateString(undefined, { month: 'short', timeZone: 'UTC' });
  return `${name} ’${String(moment.getUTCFullYear() % 100).padStart(2, '0')}`;
}
