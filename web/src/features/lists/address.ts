import { useCallback, useEffect, useState } from 'react';
import { useLocation, useSearchParams } from 'wouter';

import { perCaller } from '../caller/perCaller';
import { changedAddress } from './listing';

type Part = Readonly<Record<string, string>>;

export interface Address {
  readonly parameters: URLSearchParams;
  /** Other conditions, in place of those that were. */
  readonly change: (part: Part) => void;
  /** Another page, from which one can go back. */
  readonly turn: (part: Part) => void;
}

/** The state each list was left in, by its path. */
export const useLeft = perCaller(() => new Map<string, string>());

/** The state of a list, which is in the address: it can be sent to somebody, and one can go back. */
export function useAddress(): Address {
  const [parameters, setParameters] = useSearchParams();
  const [path] = useLocation();
  const left = useLeft();
  useEffect(() => {
    left.set(path, String(parameters));
  }, [left, path, parameters]);
  const change = useCallback(
    (part: Part) => setParameters((now) => changedAddress(now, part), { replace: true }),
    [setParameters],
  );
  const turn = useCallback((part: Part) => setParameters((now) => changedAddress(now, part)), [setParameters]);
  return { parameters, change, turn };
}

const WAIT_MILLISECONDS = 250;

/** What is typed into a field, and told once nothing more is typed for a moment. */
export function useTyped(value: string, onChange: (value: string) => void): [string, (typed: string) => void] {
  const [typed, setTyped] = useState(value);
  const [told, setTold] = useState(value);
  if (told !== value) {
    // It has changed by itself: one has gone back, or has cleared the filters.
    setTold(value);
    setTyped(value);
  }
  useEffect(() => {
    if (typed === value) return;
    const timer = setTimeout(() => {
      setTold(typed);
      onChange(typed);
    }, WAIT_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [typed, value, onChange]);
  return [typed, setTyped];
}
