import { Switch as BaseSwitch } from '@base-ui/react/switch';
import { useId } from 'react';

import styles from './Switch.module.css';

interface SwitchProps {
  readonly name: string;
  readonly text: string;
  readonly checked: boolean;
  /** While it works it keeps the focus and does nothing twice. */
  readonly busy?: boolean;
  readonly onChange: (checked: boolean) => void;
}

/** Something that is on or off, with what that means. */
export function Switch({ name, text, checked, busy = false, onChange }: SwitchProps) {
  const id = useId();
  return (
    <div className={styles['row']}>
      <span>
        <span id={`${id}-name`} className={styles['name']}>
          {name}
        </span>
        <span id={`${id}-text`} className={styles['text']}>
          {text}
        </span>
      </span>
      <BaseSwitch.Root
        className={styles['switch']}
        aria-labelledby={`${id}-name`}
        aria-describedby={`${id}-text`}
        checked={checked}
        readOnly={busy}
        onCheckedChange={onChange}
      >
        <BaseSwitch.Thumb className={styles['thumb']} />
      </BaseSwitch.Root>
    </div>
  );
}
