import { Menu as BaseMenu } from '@base-ui/react/menu';

import styles from './Menu.module.css';

export interface MenuItem {
  readonly name: string;
  readonly danger?: boolean;
  readonly onChoose: () => void;
}

/** What can be done with one thing of several, behind a button; nothing where nothing can be done. */
export function Menu({ label, items }: { label: string; items: readonly MenuItem[] }) {
  if (items.length === 0) return null;
  return (
    <BaseMenu.Root modal={false}>
      <BaseMenu.Trigger className={styles['trigger']} aria-label={label}>
        <svg viewBox="0 0 18 18" aria-hidden="true">
          <circle cx="3.5" cy="9" r="1.6" />
          <circle cx="9" cy="9" r="1.6" />
          <circle cx="14.5" cy="9" r="1.6" />
        </svg>
      </BaseMenu.Trigger>
      <BaseMenu.Portal>
        <BaseMenu.Positioner className={styles['positioner']} align="end" sideOffset={4}>
          <BaseMenu.Popup className={styles['popup']}>
            {items.map(({ name, danger = false, onChoose }) => (
              <BaseMenu.Item
                key={name}
                className={`${styles['item']} ${danger ? styles['danger'] : ''}`}
                onClick={onChoose}
              >
                {name}
              </BaseMenu.Item>
            ))}
          </BaseMenu.Popup>
        </BaseMenu.Positioner>
      </BaseMenu.Portal>
    </BaseMenu.Root>
  );
}
