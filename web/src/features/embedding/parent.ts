/** What the portal tells the page it is embedded in. */
export type Message =
  | { readonly type: 'ready' }
  | { readonly type: 'height'; readonly height: number }
  | { readonly type: 'sso-enabled'; readonly connectionId: string }
  | { readonly type: 'sso-disabled'; readonly connectionId: string }
  | { readonly type: 'session-ended'; readonly reason: string }
  | { readonly type: 'link-needed'; readonly reason: string };

export const SOURCE = 'gateway-portal';

/** The window around the page, as far as the page needs it. */
export interface Surroundings {
  readonly parent: { postMessage(message: unknown, targetOrigin: string): void };
  readonly embedded: boolean;
  /** The origin of the page around this one; null where the browser does not tell. */
  readonly parentOrigin: string | null;
}

export function surroundingsOf(window: Window): Surroundings {
  return {
    parent: window.parent,
    embedded: window.parent !== window,
    parentOrigin: window.location.ancestorOrigins?.[0] ?? null,
  };
}

/**
 * Speaks to the page around this one, and to nobody else: the browser delivers a message to the named origin only.
 *
 * A session names the one origin that its link was made for. Before there is a session, or where there can be none, the
 * page asks for a link: that goes to whichever of the allowed origins is around it, and holds nothing secret.
 */
export class Parent {
  private origins: readonly string[];

  constructor(
    private readonly around: Surroundings,
    private readonly allowed: readonly string[],
  ) {
    this.origins = allowed;
  }

  get embedded(): boolean {
    return this.around.embedded;
  }

  /** From now on speak to the origin that the link named, if it is allowed; null: to nobody. */
  speakTo(origin: string | null): void {
    this.origins = origin !== null && this.allowed.includes(origin) ? [origin] : [];
  }

  tell(message: Message): void {
    if (!this.around.embedded) return;
    for (const origin of this.origins) {
      if (this.around.parentOrigin !== null && this.around.parentOrigin !== origin) continue;
      this.around.parent.postMessage({ source: SOURCE, ...message }, origin);
    }
  }
}
