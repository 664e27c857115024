import type { TypedDocumentNode } from '@urql/core';
import type { ReactNode } from 'react';

import { type Success, useOperation } from '../../api/operations';
import { byField, type Trouble } from '../../api/problems';
import { Button } from '../../ui/Button';
import { Dialog, DialogActions } from '../../ui/Dialog';
import { Form } from '../../ui/Form';
import { ProblemNotice } from './ProblemNotice';

type Errors = Record<string, string[]>;

interface ActionDialogProps<Data extends object, Input> {
  readonly title: string;
  /** What is done, as its button says it. */
  readonly action: string;
  readonly danger?: boolean;
  readonly document: TypedDocumentNode<Data, { input: Input }>;
  readonly input: Input;
  /** What the fields among the children are called, where something is wrong with them. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly explained?: Readonly<Record<string, string>>;
  /** What stands in place of a notice, where there is more to say. */
  readonly instead?: (trouble: Trouble) => ReactNode;
  readonly onDone: (answer: Success<Data>) => void;
  /** It was not done: what it was about may be another by now. */
  readonly onStale?: () => void;
  readonly onClose: () => void;
  readonly children: ReactNode | ((errors: Errors) => ReactNode);
}

const NO_LABELS: Readonly<Record<string, string>> = {};

/** Asks what is needed to do something, or whether to do it, and does it; stays open with what stood in the way. */
export function ActionDialog<Data extends object, Input>(props: ActionDialogProps<Data, Input>) {
  const { title, action, danger = false, document, input, labels = NO_LABELS, explained, instead, children } = props;
  const { run, busy, trouble } = useOperation(document);
  const { errors, rest } = byField(trouble?.faults ?? [], labels);
  const act = async () => {
    const answer = await run({ input });
    if (answer) props.onDone(answer);
    else props.onStale?.();
  };
  const close = () => {
    if (!busy) props.onClose(); // what was sent is not taken back, and its answer may be a secret
  };
  return (
    <Dialog title={title} onClose={close}>
      <Form errors={errors} onSubmit={() => void act()}>
        {typeof children === 'function' ? children(errors) : children}
        {(trouble && instead?.(trouble)) ?? <ProblemNotice trouble={trouble} rest={rest} {...(explained && { explained })} />}
        <DialogActions>
          <Button busy={busy} onClick={close}>
            Cancel
          </Button>
          <Button look={danger ? 'danger' : 'primary'} type="submit" busy={busy}>
            {action}
          </Button>
        </DialogActions>
      </Form>
    </Dialog>
  );
}
