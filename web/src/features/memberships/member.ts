import { graphql, type ResultOf } from '../../api/graphql';
import type { Tone } from '../../ui/Notice';

/** A membership as its organization lists it. */
export const MemberFields = graphql(`
  fragment Member on Membership {
    id
    version
    status
    roles
    joinedAt
    createdAt
    user {
      id
      name
      email
    }
    invitation {
      email
      expiresAt
      timesSent
    }
  }
`);

export type Member = ResultOf<typeof MemberFields>;
export type Status = Member['status'];

/** What a membership is called: by its user, or by the address that is invited. */
export function nameOfMember({ id, user, invitation }: Pick<Member, 'id' | 'user' | 'invitation'>): string {
  return user?.name ?? user?.email ?? invitation?.email ?? id;
}

export const STATUSES: Readonly<Record<Status, { readonly name: string; readonly tone: Tone }>> = {
  ACTIVE: { name: 'Active', tone: 'good' },
  INACTIVE: { name: 'Inactive', tone: 'info' },
  PENDING_INVITE: { name: 'Invited', tone: 'warn' },
  INVITE_EXPIRED: { name: 'Invitation expired', tone: 'bad' },
};

export function isStatus(text: string): text is Status {
  return Object.hasOwn(STATUSES, text);
}

const ACTIONS = {
  ACTIVE: ['roles', 'deactivate', 'remove'],
  INACTIVE: ['roles', 'reactivate', 'remove'],
  PENDING_INVITE: ['roles', 'resend', 'revoke'],
  INVITE_EXPIRED: ['roles', 'resend', 'revoke'],
} as const satisfies Record<Status, readonly string[]>;

/** What can be done with a membership. */
export type MemberAction = (typeof ACTIONS)[Status][number];

export function actionsOn(status: Status): readonly MemberAction[] {
  return ACTIONS[status];
}
