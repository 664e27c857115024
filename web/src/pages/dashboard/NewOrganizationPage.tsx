import { useLocation } from 'wouter';

import { BackToList } from '../../features/lists/BackToList';
import { NewOrganization } from '../../features/organizations/NewOrganization';
import { Heading } from '../../ui/Notice';
import styles from './NewOrganizationPage.module.css';

export function NewOrganizationPage() {
  const [, goTo] = useLocation();
  return (
    <div className={styles['page']}>
      <BackToList path="/organizations">Organizations</BackToList>
      <Heading>New organization</Heading>
      <NewOrganization onMade={(id) => goTo(`/organizations/${id}`, { replace: true })} />
    </div>
  );
}
