import { createContext, useContext } from 'react';

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
