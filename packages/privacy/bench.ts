import { redact } from './src/redact.ts';

// Prints the processor time redaction takes on 10,000 characters, the best of five: text as it comes, and text
// made to be slow. Processor time, because a busy machine makes the clock lie.
const LENGTH = 10_000;
const fill = (part: string) => part.repeat(Math.ceil(LENGTH / part.length)).slice(0, LENGTH);

const SHAPES: Readonly<Record<string, string>> = {
  'ordinary comment': fill('Odotin yli tunnin, mutta hoitaja oli ystävällinen. Huone 123, klo 10.30. '),
  'comment of identifiers': fill(
    'Hetu 010190-999A, puh. 040 123 4567, posti a.b@example.fi, Kuusikatu 12 B 34. ',
  ),
  'one letter': fill('a'),
  'one digit': fill('1'),
  zeros: fill('0'),
  'digits apart': fill('1 '),
  'zeros and ones apart': fill('0 1 '),
  'short numbers': fill('040 '),
  'phone numbers abroad': fill('+46 70 123 45 67 '),
  'numbers with commas': fill('0123456,'),
  'at signs': fill('@'),
  'a@': fill('a@'),
  'words at words': fill('a at b '),
  'local part without end': `${fill('a.')}@`,
  dots: fill('a.'),
  dashes: fill('1-'),
  spaces: fill(' '),
  'IBAN beginnings': fill('fi21'),
  'IBAN beginnings apart': fill('mt84malt '),
  'codes without end': fill('010190-123'),
  'codes without sign': fill('010190'),
  'card numbers apart': fill('4111 1111 1111 1111 '),
  'cards digit by digit': fill('4 1 1 1 '),
  'street endings': fill('katu'),
  'street endings apart': fill('turun katu '),
  'numbers after streets': fill('kuusikatu 12 '),
  'English streets': fill('1 a b street '),
  hyphens: fill('a-'),
  apostrophes: fill("a'"),
  'soft hyphens': fill('1\u00ad'),
  'zero width': fill('0\u200b'),
  marks: fill('a\u0301'),
  'full width': fill('０４'),
  'lone surrogates': fill('\ud800'),
  'ligatures that grow': fill('\ufdfa'),
  brackets: fill('['),
  markers: fill('[phone]'),
  'barriers between': fill('[phone]040123456'),
};

for (const [name, text] of Object.entries(SHAPES)) {
  const took = Math.min(...[1, 2, 3, 4, 5].map(() => processorTime(() => redact(text))));
  const { kinds } = redact(text);
  process.stdout.write(
    `${took.toFixed(1).padStart(7)} ms  ${name}${kinds.length > 0 ? `: ${kinds.join(', ')}` : ''}\n`,
  );
}

function processorTime(work: () => unknown): number {
  const started = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1000;
}
