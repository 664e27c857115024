import type { ReactNode } from 'react';

import { Button } from '../../ui/Button';
import { Stack } from '../../ui/layout';
import { Subheading } from '../../ui/Subheading';

interface ReviewProps {
  readonly children: ReactNode;
  readonly busy: boolean;
  readonly onSave: () => void;
}

/** What was parsed, to be compared before it is saved; the focus goes there, since the button that asked for it is gone. */
export function Review({ children, busy, onSave }: ReviewProps) {
  return (
    <Stack>
      <Subheading level={3}>Compare this with your identity provider</Subheading>
      {children}
      <div>
        <Button look="primary" busy={busy} onClick={onSave}>
          Save and continue
        </Button>
      </div>
    </Stack>
  );
}
