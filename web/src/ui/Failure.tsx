import { Button } from './Button';
import { Alert } from './Notice';

/** In place of what could not be loaded: why, and a way to try again. */
export function Failure({ message, onRetry }: { message: string; onRetry: () => void }) {
  return (
    <Alert tone="bad">
      <p>{message}</p>
      <Button onClick={onRetry}>Try again</Button>
    </Alert>
  );
}
