import { AlertDialog } from '@base-ui/react/alert-dialog';
import { type ReactNode, useState } from 'react';

import { Button, buttonClass } from './Button';
import styles from './Dialog.module.css';

interface ConfirmDialogProps {
  /** What opens it and, in the dialog, does it. */
  readonly action: string;
  readonly title: string;
  readonly children: ReactNode;
  /** It can be done in a moment, not yet. */
  readonly busy?: boolean;
  /** Answers whether it was done; the dialog closes either way, and the page says what went wrong. */
  readonly onConfirm: () => Promise<unknown>;
}

/** A button that asks once more before it does what cannot be taken back lightly. */
export function ConfirmDialog({ action, title, children, busy = false, onConfirm }: ConfirmDialogProps) {
  const [open, setOpen] = useState(false);
  const [doing, setDoing] = useState(false);
  const confirm = async () => {
    setDoing(true);
    await onConfirm();
    setDoing(false);
    setOpen(false);
  };
  const turn = (wanted: boolean) => {
    if (!doing) setOpen(wanted); // what was sent is not taken back
  };
  return (
    <AlertDialog.Root open={open} onOpenChange={turn}>
      <AlertDialog.Trigger className={buttonClass('danger')}>{action}</AlertDialog.Trigger>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className={styles['backdrop']} />
        <AlertDialog.Popup className={styles['popup']}>
          <AlertDialog.Title className={styles['title']}>{title}</AlertDialog.Title>
          <AlertDialog.Description render={<div />}>{children}</AlertDialog.Description>
          <div className={styles['actions']}>
            <Button busy={doing} onClick={() => turn(false)}>
              Cancel
            </Button>
            <Button look="danger" busy={busy || doing} onClick={() => void confirm()}>
              {action}
            </Button>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
