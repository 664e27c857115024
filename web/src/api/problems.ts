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
  };
}

/** A failed request as trouble: the network's fault, or the request's own. */
export function troubleOfRequest(error: CombinedError): Trouble {
  const [first] = error.graphQLErrors;
  const status = (error.response as { status?: number } | undefined)?.status ?? 0;
  if (first && first.extensions['code'] !== 'INTERNAL') {
    const code = String(first.extensions['code'] ?? 'BAD_REQUEST');
    return { code, message: first.message, faults: NO_FAULTS, missing: NO_FAULTS };
  }
  const message =
    first || status >= 500
      ? 'Something went wrong on our side. Try again in a moment.'
      : 'The server could not be reached. Check your connection and try again.';
  return { code: first ? 'INTERNAL' : 'UNREACHABLE', message, faults: NO_FAULTS, missing: NO_FAULTS };
}

/** The faults of the named fields, each with those of its parts (`certificates.0`), and the ones of no such field. */
export function byField(
  faults: readonly Fault[],
  labels: Readonly<Record<string, string>>,
): { errors: Record<string, string[]>; rest: string[] } {
  const errors: Record<string, string[]> = {};
  const rest: string[] = [];
  for (const fault of faults) {
    const path = [fault.field, ...parentsOf(fault.field)].find((name) => name in labels);
    if (path === undefined) rest.push(`${fault.field} ${fault.message}`);
    else (errors[path] ??= []).push(`${labels[path]} ${fault.message}.`);
  }
  return { errors, rest };
}

function parentsOf(path: string): string[] {
  const parts = path.split('.');
  return parts.slice(1).map((_, index) => parts.slice(0, parts.length - 1 - index).join('.'));
}
