import { FEATURES, isFeature } from '../organizations/features';

/** A part of what an event is about, as it was and as it is, in words; null where there was or is nothing. */
export interface Change {
  readonly name: string;
  readonly before: string | null;
  readonly after: string | null;
}

type Facts = Readonly<Record<string, unknown>>;

/** What every row has, or is shown beside the event already. */
const UNTOLD: ReadonlySet<string> = new Set(['id', 'organization_id', 'version', 'created_at', 'updated_at']);
const NAMES = ['display_name', 'name', 'invited_email', 'email', 'feature'];
const WORDS: Readonly<Record<string, string>> = { id: 'ID', idp: 'IdP', sso: 'SSO', slo: 'SLO', url: 'URL', pkce: 'PKCE' };
const LONGEST = 160;
const MOMENT = /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)$/u;

/** What an event changed, part by part; of maps each key, nothing of what stayed or is empty on both sides; by name. */
export function changesOf(before: unknown, after: unknown): Change[] {
  const old = partsOf(before);
  const now = partsOf(after);
  const names = [...new Set([...old.keys(), ...now.keys()])].toSorted();
  return names
    .map((name) => ({ name, before: old.get(name) ?? null, after: now.get(name) ?? null }))
    .filter((change) => change.before !== change.after);
}

/** The name of what an event is about, where it tells one. */
export function nameIn(before: unknown, after: unknown): string | null {
  for (const facts of [after, before]) {
    if (!isFacts(facts)) continue;
    for (const name of NAMES) {
      const value = facts[name];
      if (typeof value === 'string' && value !== '') return isFeature(value) ? FEATURES[value].name : value;
    }
  }
  return null;
}

function partsOf(facts: unknown): ReadonlyMap<string, string> {
  const parts = new Map<string, string>();
  if (!isFacts(facts)) return parts;
  for (const [name, value] of Object.entries(facts)) {
    if (UNTOLD.has(name)) continue;
    if (isFacts(value)) {
      for (const [key, each] of Object.entries(value)) add(parts, `${titleOf(name)}: ${key}`, each);
    } else add(parts, titleOf(name), value);
  }
  return parts;
}

function add(parts: Map<string, string>, name: string, value: unknown): void {
  const text = wordsOf(value);
  if (text !== null) parts.set(name, text);
}

function isFacts(value: unknown): value is Facts {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `display_name` as `Display name`. */
function titleOf(name: string): string {
  const words = name.split('_').map((word) => WORDS[word] ?? word);
  const text = words.join(' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function wordsOf(value: unknown): string | null {
  if (value === null || value === undefined || value === '') return null;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return value.length === 0 ? null : value.map((each) => wordsOf(each) ?? '').join(', ');
  if (typeof value === 'object') return shortened(JSON.stringify(value));
  const text = String(value);
  if (MOMENT.test(text)) return new Date(text).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
  return shortened(text.replaceAll(/-----(?:BEGIN|END)[^-]*-----|\n/gu, ''));
}

function shortened(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, 24)} … ${text.slice(-24)}`;
}
