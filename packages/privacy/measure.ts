import {
  HELD_OUT_SENTENCES,
  LABELLED_SENTENCES,
  SECOND_HELD_OUT_SENTENCES,
} from './src/labelled-sentences.ts';
import { measurementTable } from './src/measurement-table.ts';
import { measure } from './src/recall-precision.ts';

for (const [name, sentences] of [
  ['Labelled', LABELLED_SENTENCES],
  ['Held out', HELD_OUT_SENTENCES],
  ['Second held out', SECOND_HELD_OUT_SENTENCES],
] as const) {
  process.stdout.write(`${name}: ${sentences.length} sentences\n\n${measurementTable(measure(sentences))}\n`);
}
