import { AlertDialog } from '@base-ui/react/alert-dialog';
import { type ReactNode, useState } from 'react';

import { Button, buttonClass } from './Button';
import styles from './Dialog.module.css';

interface ConfirmDialogProps {
  /** What opens it and, in the dialog, does it. */
  readonly action: string;
  readonly title: string;
  readonly children: ReactNode;
  readonly busy: boolean;
  /** Answers whether it was done; the dialog closes either way, and the page says what went wrong. */
  readonly onConfirm: () => Promise<unknown>;
}

/** A button that asks once more before it does what cannot be taken back lightly. */
export function ConfirmDialog({ action, title, children, busy, onConfirm }: ConfirmDialogProps) {
  const [open, setOpen] = useState(false);
  const confirm = async () => {
    await onConfirm();
    setOpen(false);
  };
  return (
    <AlertDialog.Root open={open} onOpenChange={setOpen}>
      <AlertDialog.Trigger className={buttonClass('danger')}>{action}</AlertDialog.Trigger>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className={styles['backdrop']} />
        <AlertDialog.Popup className={styles['popup']}>
          <AlertDialog.Title className={styles['title']}>{title}</AlertDialog.Title>
          <AlertDialog.Description render={<div />}>{children}</AlertDialog.Description>
          <div className={styles['actions']}>
            <AlertDialog.Close className={buttonClass()}>Cancel</AlertDialog.Close>
            <Button look="danger" busy={busy} onClick={() => void confirm()}>
              {action}
            </Button>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
