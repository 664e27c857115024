import { createContext, useContext, useSyncExternalStore } from 'react';

import type { Live } from '../../api/live';
import type { Caller } from './caller';

export type { Caller };

const CallerContext = createContext<Caller | null>(null);

export const CallerProvider = CallerContext.Provider;

/** Who is signed in. */
export function useCaller(): Caller {
  const caller = useContext(CallerContext);
  if (!caller) throw new Error('Nobody is signed in.');
  return caller;
}

/** Whether the caller may do what the permission names, such as `organizations:write`. */
export function useMay(permission: string): boolean {
  return useCaller().permissions.has(permission);
}

const LiveContext = createContext<Live | null>(null);

export const LiveProvider = LiveContext.Provider;

const NEVER = () => () => {};
const NO = () => false;

/** Whether what happens is told now: the connection that tells it is open. */
export function useIsTold(): boolean {
  const live = useContext(LiveContext);
  return useSyncExternalStore(live?.watch ?? NEVER, live?.isOpen ?? NO);
}
