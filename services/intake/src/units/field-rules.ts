import { channels, languages, respondents } from '@kuulolla/contracts/feedback-event';
import type { RefusalCode } from './refusal.ts';

interface FieldRule {
  readonly code: RefusalCode;
  /** What the field must be, as the sender is told. */
  readonly message: string;
}

/** What a sender is told about each field of an answer that is not as it must be. */
export const fieldRules: Readonly<Record<string, FieldRule>> = {
  id: { code: 'bad-id', message: 'id must be a text of 1 to 200 characters without control characters.' },
  unit: {
    code: 'bad-unit',
    message: 'unit must be the number of a unit in the Service Map, of at most seven digits.',
  },
  answeredAt: {
    code: 'bad-time',
    message: 'answeredAt must be a date and time with an offset, such as 2026-11-20T09:31:00+02:00.',
  },
  questionnaire: {
    code: 'bad-questionnaire',
    message: 'questionnaire must be a text of 1 to 200 characters.',
  },
  nps: {
    code: 'bad-score',
    message: 'nps must be a whole number from 0 to 10; leave it out where no score was given.',
  },
  statements: {
    code: 'bad-statement',
    message:
      'statements must give for each name (at most 100, such as access) a whole number from 1 to 5, or null.',
  },
  comment: { code: 'bad-comment', message: 'comment must be a text.' },
  language: { code: 'unknown-value', message: `language must be one of ${languages.join(', ')}.` },
  channel: { code: 'unknown-value', message: `channel must be one of ${channels.join(', ')}.` },
  respondent: { code: 'unknown-value', message: `respondent must be one of ${respondents.join(', ')}.` },
  ageBand: { code: 'bad-age-band', message: 'ageBand must be a band such as 30-44 or 75+.' },
  revision: {
    code: 'bad-revision',
    message: 'revision must be a whole number of at most seven digits, or a time in milliseconds since 1970.',
  },
};
