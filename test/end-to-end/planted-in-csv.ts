import { gzipSync } from 'node:zlib';
import { newId, unit, units } from './door-requests.ts';
import type { Plant, PlantedRequests } from './plant.ts';
import { csv } from './send-answer.ts';

const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`;
const columns = [
  'id',
  'unit',
  'answeredAt',
  'nps',
  'comment',
  'questionnaire',
  'language',
  'channel',
  'ageBand',
] as const;

/** A CSV of a good row, and of rows with a planted cell in each column. */
function csvOfPlanted(plant: Plant): string {
  const row = (more: Partial<Record<(typeof columns)[number], string>>) => {
    const good = {
      id: newId('row'),
      unit: String(unit),
      answeredAt: '2026-11-20T09:31:00+02:00',
      nps: '9',
    };
    const cells: Partial<Record<string, string>> = { ...good, ...more };
    return columns.map((column) => quoted(cells[column] ?? '')).join(';');
  };
  const planted = columns.map((column) => row({ comment: plant.comment(), [column]: plant.spelling() }));
  const crooked = [
    `${row({})};${plant.spelling()}`,
    plant.spelling(),
    `x"${plant.spelling()}"`,
    `"${plant.spelling()}`,
  ];
  return [columns.join(';'), row({ comment: plant.comment() }), ...planted, ...crooked].join('\r\n');
}

export const plantedInCsv: PlantedRequests = {
  'rows of a CSV': (plant) => [
    units(csv(csvOfPlanted(plant))),
    units({
      ...csv(gzipSync(csvOfPlanted(plant))),
      headers: { 'content-type': 'text/csv', 'content-encoding': 'gzip' },
    }),
    units(
      csv(
        `Toimipisteen numero;Vastausaika;Avoin palaute\n${unit};20.11.2026 09:31;${quoted(plant.comment())}`,
      ),
      '?profile=roidu',
    ),
  ],
  'headers of a CSV': (plant) => [
    units(csv(`unit;answeredAt;${quoted(plant.spelling())}\n${unit};2026-11-20T09:31:00+02:00;x\n`)),
    units(csv(`unit;answeredAt;statements.${plant.plain()}\n${unit};2026-11-20T09:31:00+02:00;5\n`)),
    units(csv(`${quoted(plant.comment())}\n`)),
  ],
};
