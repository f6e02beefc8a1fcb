import type { ComponentPropsWithoutRef, MouseEvent } from 'react';
import { type Choices, readChoices, writeChoices } from '../address/address.ts';
import type { Choose } from '../address/use-choices.ts';

type Props = Omit<ComponentPropsWithoutRef<'a'>, 'href' | 'onClick'> & {
  readonly choice: Partial<Choices>;
  readonly choose: Choose;
  readonly onChosen?: () => void;
};

/** A link to this page with one choice changed: it can be opened in another tab, and a plain click changes the page in place. */
export function ChoiceLink({ choice, choose, onChosen, ...rest }: Props) {
  const follow = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    choose(choice);
    onChosen?.();
  };
  return (
    <a
      {...rest}
      href={writeChoices({ ...readChoices(window.location.search), ...choice })}
      onClick={follow}
    />
  );
}
