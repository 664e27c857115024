import { type ComponentType, lazy } from 'react';

/** The code of a part did not arrive. What failed stays so until it is renewed; the boundary that shows the failure does. */
export class NotLoaded extends Error {
  constructor(
    readonly renew: () => void,
    cause: unknown,
  ) {
    super('A part of the page could not be loaded.', { cause });
  }
}

/** A component whose code is loaded when it is first shown, and again after a failure. */
export function lazily<Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  const attempt = () =>
    lazy(async () => {
      try {
        return { default: await load() };
      } catch (error) {
        throw new NotLoaded(renew, error);
      }
    });
  let Loaded = attempt();
  const renew = () => {
    Loaded = attempt();
  };
  return function Lazily(props: Props) {
    return <Loaded {...props} />;
  };
}
