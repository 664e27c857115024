import { lazily } from '../../ui/lazily';

/** The pages, each loaded when it is first shown. */
export const OrganizationsPage = lazily(async () => (await import('./OrganizationsPage')).OrganizationsPage);
export const OrganizationPage = lazily(async () => (await import('./OrganizationPage')).OrganizationPage);
export const NewOrganizationPage = lazily(async () => (await import('./NewOrganizationPage')).NewOrganizationPage);
export const OverviewPage = lazily(async () => (await import('./OverviewPage')).OverviewPage);
export const UsersPage = lazily(async () => (await import('./UsersPage')).UsersPage);
export const UserPage = lazily(async () => (await import('./UserPage')).UserPage);
