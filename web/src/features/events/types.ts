import type { Tone } from '../../ui/Notice';

interface Type {
  readonly text: string;
  readonly tone: Tone;
}

/** What happens in an organization, as people say it. */
const TYPES: Readonly<Record<string, Type>> = {
  'organization.created': { text: 'Organization created', tone: 'good' },
  'organization.updated': { text: 'Organization changed', tone: 'info' },
  'organization.deleted': { text: 'Organization deleted', tone: 'bad' },
  'organization.restored': { text: 'Organization restored', tone: 'good' },
  'feature.enabled': { text: 'Feature switched on', tone: 'good' },
  'feature.disabled': { text: 'Feature switched off', tone: 'warn' },
  'membership.created': { text: 'Member added', tone: 'good' },
  'membership.updated': { text: 'Member changed', tone: 'info' },
  'membership.deleted': { text: 'Member removed', tone: 'bad' },
  'invitation.sent': { text: 'Invitation sent', tone: 'info' },
  'invitation.resent': { text: 'Invitation resent', tone: 'info' },
  'invitation.revoked': { text: 'Invitation revoked', tone: 'warn' },
  'invitation.accepted': { text: 'Invitation accepted', tone: 'good' },
  'connection.created': { text: 'Connection created', tone: 'good' },
  'connection.updated': { text: 'Connection changed', tone: 'info' },
  'connection.enabled': { text: 'Connection enabled', tone: 'good' },
  'connection.disabled': { text: 'Connection disabled', tone: 'warn' },
  'connection.deleted': { text: 'Connection deleted', tone: 'bad' },
  'portal_link.created': { text: 'Portal link generated', tone: 'info' },
  'portal_link.used': { text: 'Portal link opened', tone: 'info' },
  'portal_link.revoked': { text: 'Portal link revoked', tone: 'warn' },
};

/** An event's type in words; of one that is new to this page, its own. */
export function typeOf(type: string): Type {
  const words = type.replaceAll(/[._]/gu, ' ');
  return TYPES[type] ?? { text: words.charAt(0).toUpperCase() + words.slice(1), tone: 'info' };
}

/** The types that begin with one of these kinds, such as `connection`. */
export function typesOf(...kinds: string[]): string[] {
  return Object.keys(TYPES).filter((type) => kinds.some((kind) => type.startsWith(`${kind}.`)));
}

/** What happens to the organization itself. */
export const ABOUT_ITSELF = typesOf('organization', 'feature');

/** What events can be about. */
export const SUBJECTS = [
  { value: 'organization', name: 'The organization', types: ABOUT_ITSELF },
  { value: 'members', name: 'Members', types: typesOf('membership', 'invitation') },
  { value: 'connections', name: 'Connections', types: typesOf('connection') },
  { value: 'portal-links', name: 'Portal links', types: typesOf('portal_link') },
] as const;

/** The types of events about a subject; null for all there are. */
export function typesAbout(subject: string): string[] | null {
  return SUBJECTS.find(({ value }) => value === subject)?.types ?? null;
}

const ACTORS: Readonly<Record<string, string>> = {
  API_KEY: 'an API key',
  MEMBER: 'a member',
  PORTAL_SESSION: 'an administrator in the portal',
  SYSTEM: 'the command line',
  ANONYMOUS: 'nobody signed in',
};

/** Who did it, in words. */
export function actorOf(type: string): string {
  return ACTORS[type] ?? type;
}
