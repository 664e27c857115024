import { Button } from './Button';
import { Alert } from './Notice';

interface FailureProps {
  readonly message: string;
  readonly action?: string;
  readonly onRetry: () => void;
}

/** In place of what could not be loaded: why, and a way to try again. */
export function Failure({ message, action = 'Try again', onRetry }: FailureProps) {
  return (
    <Alert tone="bad">
      <p>{message}</p>
      <Button onClick={onRetry}>{action}</Button>
    </Alert>
  );
}
