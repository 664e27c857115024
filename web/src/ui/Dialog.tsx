import { Dialog as BaseDialog } from '@base-ui/react/dialog';
import type { ReactNode } from 'react';

import { Button } from './Button';
import styles from './Dialog.module.css';

interface DialogProps {
  readonly title: string;
  readonly children: ReactNode;
  readonly onClose: () => void;
}

/** Something to do apart from the page; open as long as it is there. A click beside it loses nothing: what is typed, or a secret that is shown once. */
export function Dialog({ title, children, onClose }: DialogProps) {
  return (
    <BaseDialog.Root open disablePointerDismissal onOpenChange={(open) => !open && onClose()}>
      <BaseDialog.Portal>
        <BaseDialog.Backdrop className={styles['backdrop']} />
        <BaseDialog.Popup className={`${styles['popup']} ${styles['wide']}`}>
          <BaseDialog.Title className={styles['title']}>{title}</BaseDialog.Title>
          {children}
        </BaseDialog.Popup>
      </BaseDialog.Portal>
    </BaseDialog.Root>
  );
}

/** Something to read, with a button that closes it. */
export function MessageDialog({ title, close = 'Close', onClose, children }: DialogProps & { readonly close?: string }) {
  return (
    <Dialog title={title} onClose={onClose}>
      {children}
      <DialogActions>
        <Button look="primary" onClick={onClose}>
          {close}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

/** What closes a dialog, the last word at the end. */
export function DialogActions({ children }: { children: ReactNode }) {
  return <div className={styles['actions']}>{children}</div>;
}
