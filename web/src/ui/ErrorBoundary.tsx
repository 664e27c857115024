import { Component, type ComponentType, type ReactNode } from 'react';

import { Button } from './Button';
import { Failure } from './Failure';
import { NotLoaded } from './lazily';
import { Notice } from './Notice';

interface InsteadProps {
  readonly error: unknown;
  readonly note: string;
  readonly again: () => void;
}

interface BoundaryProps {
  readonly children: ReactNode;
  /** What becomes of the reader's work. */
  readonly note: string;
  readonly Instead: ComponentType<InsteadProps>;
  /** What is shown; another place is tried afresh, and what has not failed is kept. */
  readonly place?: string;
}

interface BoundaryState {
  readonly place: string | undefined;
  readonly failure: { readonly error: unknown } | null;
}

class Boundary extends Component<BoundaryProps, BoundaryState> {
  override state: BoundaryState = { place: this.props.place, failure: null };

  static getDerivedStateFromError(error: unknown): Partial<BoundaryState> {
    return { failure: { error } };
  }

  static getDerivedStateFromProps({ place }: BoundaryProps, state: BoundaryState): BoundaryState | null {
    return place === state.place ? null : { place, failure: null };
  }

  override componentDidCatch(error: unknown): void {
    if (error instanceof NotLoaded) error.renew();
  }

  readonly again = () => this.setState({ failure: null });

  override render(): ReactNode {
    const { children, note, Instead } = this.props;
    const { failure } = this.state;
    return failure ? <Instead error={failure.error} note={note} again={this.again} /> : children;
  }
}

/** Where the page itself fails it says so, instead of showing nothing. */
export function PageBoundary(props: Pick<BoundaryProps, 'children' | 'note'>) {
  return <Boundary Instead={PageFailure} {...props} />;
}

/** Where a part of the page fails, or its code does not arrive, the rest of the page stays as it is. */
export function PartBoundary(props: Pick<BoundaryProps, 'children' | 'note' | 'place'>) {
  return <Boundary Instead={PartFailure} {...props} />;
}

function PageFailure({ note }: InsteadProps) {
  return (
    <Notice title="Something went wrong on this page">
      <p>{note}</p>
      <ReloadButton look="primary" />
    </Notice>
  );
}

/** A part that does not load, however often it is tried, is gone: the page is older than the gateway. */
function PartFailure({ error, note, again }: InsteadProps) {
  const what =
    error instanceof NotLoaded
      ? 'This part of the page could not be loaded. If trying again does not help, the gateway was updated since the page was opened: reload the page.'
      : 'Something went wrong in this part of the page.';
  return (
    <Failure message={`${what} ${note}`} onRetry={again}>
      <ReloadButton />
    </Failure>
  );
}

function ReloadButton({ look = 'plain' }: { look?: 'primary' | 'plain' }) {
  return (
    <Button look={look} onClick={() => location.reload()}>
      Reload the page
    </Button>
  );
}
