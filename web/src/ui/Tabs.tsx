import { Tabs as BaseTabs } from '@base-ui/react/tabs';
import type { ReactNode } from 'react';

import styles from './Tabs.module.css';

export interface Tab {
  readonly name: string;
  readonly content: ReactNode;
}

/** Ways to do one thing, one of them shown. */
export function Tabs({ label, tabs }: { label: string; tabs: readonly Tab[] }) {
  return (
    <BaseTabs.Root defaultValue={tabs[0]?.name}>
      <BaseTabs.List className={styles['list']} aria-label={label}>
        {tabs.map(({ name }) => (
          <BaseTabs.Tab key={name} value={name} className={styles['tab']}>
            {name}
          </BaseTabs.Tab>
        ))}
      </BaseTabs.List>
      {tabs.map(({ name, content }) => (
        <BaseTabs.Panel key={name} value={name} className={styles['panel']}>
          {content}
        </BaseTabs.Panel>
      ))}
    </BaseTabs.Root>
  );
}
