import { useCallback, useEffect, useRef } from 'react';

/** Whether the component is still shown when something it has sent is answered: whoever has left is not called back. */
export function useStillHere(): () => boolean {
  const here = useRef(false);
  useEffect(() => {
    here.current = true;
    return () => {
      here.current = false;
    };
  }, []);
  return useCallback(() => here.current, []);
}
