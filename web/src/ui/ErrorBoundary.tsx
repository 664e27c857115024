import { Component, type ReactNode } from 'react';

import { Button } from './Button';
import { Notice } from './Notice';

/** Where the page itself fails it says so, instead of showing nothing. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    return (
      <Notice title="Something went wrong on this page">
        <p>What you saved is kept.</p>
        <Button look="primary" onClick={() => location.reload()}>
          Reload
        </Button>
      </Notice>
    );
  }
}
