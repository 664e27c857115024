import { Button } from '../../ui/Button';
import { focusContent } from '../../ui/focus';
import type { Address } from './address';

interface ShowAllButtonProps {
  readonly address: Pick<Address, 'change'>;
  /** What leaves something out of the list, by its names in the address. */
  readonly conditions: readonly string[];
}

/** In a list that nothing matches: back to the whole of it. */
export function ShowAllButton({ address, conditions }: ShowAllButtonProps) {
  const showAll = () => {
    address.change(Object.fromEntries(conditions.map((name) => [name, ''])));
    focusContent();
  };
  return <Button onClick={showAll}>Show all</Button>;
}
