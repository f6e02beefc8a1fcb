import type { WindowName } from '@kuulolla/contracts/score';
import { windows } from '../address/address.ts';
import type { Choose } from '../address/use-choices.ts';
import { useTexts } from '../texts/use-texts.ts';

/** The period the figures are of: one of six, moved with the arrow keys like any group of radio buttons. */
export function WindowPicker({ chosen, choose }: { chosen: WindowName; choose: Choose }) {
  const { texts } = useTexts();
  return (
    <fieldset className="windows">
      <legend>{texts.windowLegend}</legend>
      <div className="windows__row">
        {windows.map((name) => (
          <label key={name} className="windows__choice">
            <input
              type="radio"
              name="window"
              value={name}
              checked={name === chosen}
              onChange={() => choose({ window: name })}
            />
            <span>{texts.windows[name]}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
