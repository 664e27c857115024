import { type RefObject, useEffect, useRef } from 'react';

/**
 * Puts the focus on the element when `what` it says changes, and `initially` when it is shown; scrolls to it.
 *
 * A page in a frame does not take the focus from the page around it.
 */
export function useFocusOn<Shown extends HTMLElement>(what: string, initially = true): RefObject<Shown | null> {
  const element = useRef<Shown>(null);
  const last = useRef(initially ? null : what);
  useEffect(() => {
    if (last.current === what || !document.hasFocus()) return;
    last.current = what;
    element.current?.focus({ preventScroll: true });
    element.current?.scrollIntoView({ block: 'nearest' });
  }, [what]);
  return element;
}

/** To the top of the page's content, from where one reads on: what was pressed gives way to something else. */
export function focusContent(): void {
  document.getElementById('content')?.focus();
}
