import type { ReactNode } from 'react';

import { Button } from './Button';
import { Row } from './layout';
import { Alert } from './Notice';

interface FailureProps {
  readonly message: string;
  readonly action?: string;
  readonly onRetry: () => void;
  /** What else may help. */
  readonly children?: ReactNode;
}

/** In place of what could not be loaded: why, and a way to try again. */
export function Failure({ message, action = 'Try again', onRetry, children }: FailureProps) {
  return (
    <Alert tone="bad">
      <p>{message}</p>
      <Row>
        <Button onClick={onRetry}>{action}</Button>
        {children}
      </Row>
    </Alert>
  );
}
