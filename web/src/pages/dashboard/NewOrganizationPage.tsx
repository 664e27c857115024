import { useLocation } from 'wouter';

import { NewOrganization } from '../../features/organizations/NewOrganization';
import { BackLink } from '../../ui/BackLink';
import { Heading } from '../../ui/Notice';
import styles from './NewOrganizationPage.module.css';

export function NewOrganizationPage() {
  const [, goTo] = useLocation();
  return (
    <div className={styles['page']}>
      <BackLink href="/organizations">Organizations</BackLink>
      <Heading>New organization</Heading>
      <NewOrganization onMade={(id) => goTo(`/organizations/${id}`, { replace: true })} />
    </div>
  );
}
