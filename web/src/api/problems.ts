import type { CombinedError } from 'urql';

import { graphql, type ResultOf } from './graphql';

/** Why something was refused, with what each kind of refusal tells beyond its message. */
export const ProblemDetails = graphql(`
  fragment ProblemDetails on Problem @_unmask {
    code
    message
    ... on InvalidInputProblem {
      fields {
        field
        message
      }
    }
    ... on VersionConflictProblem {
      currentVersion
    }
    ... on ConnectionIncompleteProblem {
      missing
    }
  }
`);

/** One broken rule; `field` is a path in the input, `message` goes on from the field's name. */
export interface Fault {
  readonly field: string;
  readonly message: string;
}

/** What stood in the way of an operation, whichever way it was told. */
export interface Trouble {
  readonly code: string;
  readonly message: string;
  readonly faults: readonly Fault[];
  /** Settings that are missing, such as `ssoUrl`. */
  readonly missing: readonly string[];
  /** The version that the thing has now; null but where another one was expected. */
  readonly currentVersion: number | null;
}

const NO_FAULTS: readonly never[] = [];
/** Codes that speak of one field. */
const FAULTS: Readonly<Record<string, Fault>> = {
  EXTERNAL_ID_TAKEN: { field: 'externalId', message: 'is taken' },
  SLUG_TAKEN: { field: 'slug', message: 'is taken' },
  EMAIL_TAKEN: { field: 'email', message: 'is taken' },
  ALREADY_MEMBER: { field: 'email', message: 'belongs to a member, or is invited already' },
  ROLE_UNKNOWN: { field: 'roles', message: 'has a role that is no longer there' },
};

/** A problem of the API as trouble. */
export function troubleOf(problem: ResultOf<typeof ProblemDetails>): Trouble {
  const fault = FAULTS[problem.code];
  return {
    code: problem.code,
    message: problem.message,
    faults: 'fields' in problem ? problem.fields : fault ? [fault] : NO_FAULTS,
    missing: 'missing' in problem ? problem.missing : NO_FAULTS,
    currentVersion: 'currentVersion' in problem ? problem.currentVersion : null,
  };
}

/** What is known of a response that was no answer. */
interface Refused {
  readonly status?: number;
  readonly headers?: { get(name: string): string | null };
}

const AGAIN = 'Try again in a moment.';
const OUR_FAULT = `Something went wrong on our side. ${AGAIN}`;

/** A failed request as trouble: the network's fault, the server's, or the request's own. */
export function troubleOfRequest(error: CombinedError): Trouble {
  const [first] = error.graphQLErrors;
  const { status = 0, headers } = (error.response ?? {}) as Refused;
  const code = first ? String(first.extensions['code'] ?? 'BAD_REQUEST') : null;
  if (code === 'RATE_LIMITED' || status === 429) {
    const seconds = Number(first?.extensions['retryAfterSeconds'] ?? headers?.get('retry-after'));
    const when = seconds > 0 ? `Try again in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}.` : AGAIN;
    return trouble('RATE_LIMITED', `There were too many requests. ${when}`);
  }
  if (status === 413) return trouble('TOO_LARGE', 'This is too large to be sent.');
  if (code === 'INTERNAL' || status >= 500) return trouble('INTERNAL', OUR_FAULT);
  if (first && code) return trouble(code, first.message);
  if (status >= 400) return trouble('BAD_REQUEST', OUR_FAULT);
  return trouble('UNREACHABLE', 'The server could not be reached. Check your connection and try again.');
}

/** Whether a list was asked for a page by what is no cursor of it. */
export function isMalformedCursor(error: CombinedError): boolean {
  return error.graphQLErrors.some(({ extensions }) => {
    const fields = extensions['fields'] as readonly { readonly rule: string }[] | undefined;
    return fields?.some(({ rule }) => rule === 'MALFORMED_CURSOR') ?? false;
  });
}

/** The trouble of a server that answers, but not what it was asked for. */
export function troubleOfNothing(): Trouble {
  return trouble('INTERNAL', OUR_FAULT);
}

function trouble(code: string, message: string): Trouble {
  return { code, message, faults: NO_FAULTS, missing: NO_FAULTS, currentVersion: null };
}

/** The faults of the named fields, each with those of its parts (`certificates.0`), and the ones of no such field. */
export function byField(
  faults: readonly Fault[],
  labels: Readonly<Record<string, string>>,
): { errors: Record<string, string[]>; rest: string[] } {
  const errors: Record<string, string[]> = {};
  const rest: string[] = [];
  for (const fault of faults) {
    const path = [fault.field, ...parentsOf(fault.field)].find((name) => Object.hasOwn(labels, name));
    if (path === undefined) rest.push(`${fault.field} ${fault.message}`);
    else (errors[path] ??= []).push(`${labels[path]} ${fault.message}.`);
  }
  return { errors, rest };
}

function parentsOf(path: string): string[] {
  const parts = path.split('.');
  return parts.slice(1).map((_, index) => parts.slice(0, parts.length - 1 - index).join('.'));
}
