import { lazy } from 'react';

/** The pages, each loaded when it is first shown. */
export const OrganizationsPage = lazy(async () => ({ default: (await import('./OrganizationsPage')).OrganizationsPage }));
export const OrganizationPage = lazy(async () => ({ default: (await import('./OrganizationPage')).OrganizationPage }));
export const NewOrganizationPage = lazy(async () => ({ default: (await import('./NewOrganizationPage')).NewOrganizationPage }));
export const OverviewPage = lazy(async () => ({ default: (await import('./OverviewPage')).OverviewPage }));
export const UsersPage = lazy(async () => ({ default: (await import('./UsersPage')).UsersPage }));
export const UserPage = lazy(async () => ({ default: (await import('./UserPage')).UserPage }));
