import type { ReactNode } from 'react';

import type { Trouble } from '../../api/problems';
import { Button } from '../../ui/Button';
import { Dialog, DialogActions } from '../../ui/Dialog';
import { Form } from '../../ui/Form';
import { ProblemNotice } from './ProblemNotice';

interface ActionDialogProps {
  readonly title: string;
  /** What is done, as its button says it. */
  readonly action: string;
  readonly danger?: boolean;
  readonly busy: boolean;
  readonly trouble: Trouble | null;
  /** What is wrong, by the names of the fields among the children. */
  readonly errors?: Record<string, string[]>;
  /** Faults that belong to no field in sight. */
  readonly rest?: readonly string[];
  readonly explained?: Readonly<Record<string, string>>;
  /** What stood in the way, in place of a notice. */
  readonly instead?: ReactNode;
  readonly onRun: () => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

const NO_ERRORS: Record<string, string[]> = {};

/** Asks what is needed to do something, or whether to do it; stays open with what stood in the way. */
export function ActionDialog(props: ActionDialogProps) {
  const { title, action, danger = false, busy, trouble, errors = NO_ERRORS, rest = [], explained = {}, instead, children } = props;
  return (
    <Dialog title={title} onClose={props.onClose}>
      <Form errors={errors} onSubmit={props.onRun}>
        {children}
        {instead ?? <ProblemNotice trouble={trouble} rest={rest} explained={explained} />}
        <DialogActions>
          <Button onClick={props.onClose}>Cancel</Button>
          <Button look={danger ? 'danger' : 'primary'} type="submit" busy={busy}>
            {action}
          </Button>
        </DialogActions>
      </Form>
    </Dialog>
  );
}
