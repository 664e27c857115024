import { createContext, useContext, useEffect } from 'react';

import type { Parent } from './parent';

const ParentContext = createContext<Parent | null>(null);
export const ParentProvider = ParentContext.Provider;

/** The page around this one. */
export function useParent(): Parent {
  const parent = useContext(ParentContext);
  if (!parent) throw new Error('There is no ParentProvider around.');
  return parent;
}

/** Tells the parent the height of the page's content, in CSS pixels, now and whenever it changes. */
export function useToldHeight(element: HTMLElement): void {
  const parent = useParent();
  useEffect(() => {
    const tell = () => parent.tell({ type: 'height', height: Math.ceil(element.getBoundingClientRect().height) });
    const observer = new ResizeObserver(tell);
    observer.observe(element);
    return () => observer.disconnect();
  }, [parent, element]);
}
