import fc from 'fast-check';
import { expect, it } from 'vitest';
import { commandsOf } from './bulk-commands.ts';

it('cuts any documents into commands that hold all of them in order, none too large but those of one', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 9_000_000 })), (sizes) => {
      const commands = [...commandsOf(sizes, (size) => size)];
      expect(commands.flat()).toEqual(sizes);
      for (const command of commands) {
        expect(command.length).toBeGreaterThan(0);
        const bytes = command.reduce((sum, size) => sum + size, 0);
        if (command.length > 1) expect(bytes).toBeLessThanOrEqual(8_000_000);
      }
    }),
  );
});

it('puts no more statements into a command than a server takes', () => {
  const commands = [...commandsOf(Array(45_000).fill(0), () => 1)];
  expect(commands.map(({ length }) => length)).toEqual([20_000, 20_000, 5_000]);
});
