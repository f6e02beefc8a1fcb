import { LABELLED_SENTENCES } from './src/labelled-sentences.ts';
import { measurementTable } from './src/measurement-table.ts';
import { measure } from './src/recall-precision.ts';

process.stdout.write(measurementTable(measure(LABELLED_SENTENCES)));
