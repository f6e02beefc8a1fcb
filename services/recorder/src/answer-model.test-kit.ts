import { helsinkiDay } from '@kuulolla/calendar/day';
import type { ContentfulEvent, FeedbackEvent } from '@kuulolla/contracts/feedback-event';
import { knownUnits, type Scheduled } from './schedule.test-kit.ts';

/** What must be left of a schedule, however often the recorder died: each answer's last word, and the tallies of those. */
export function modelOf(schedule: readonly Scheduled[]): { answers: string[]; tallies: string[] } {
  const last = new Map<string, FeedbackEvent>();
  for (const { event } of schedule) {
    if (!event || (event.type !== 'feedback.withdrawn' && !knownUnits.includes(event.data.unit))) continue;
    const known = last.get(event.subject);
    const tie = event.data.revision === known?.data.revision;
    const withdraws = event.type === 'feedback.withdrawn' && known?.type !== 'feedback.withdrawn';
    if (!known || event.data.revision > known.data.revision || (tie && withdraws))
      last.set(event.subject, event);
  }
  const tallies = new Map<string, number>();
  for (const event of last.values()) {
    if (event.type === 'feedback.withdrawn') continue;
    const key = tallyLine(event.data.unit, helsinkiDay(event.data.answeredAt), classOfScore(event.data.nps));
    tallies.set(key, (tallies.get(key) ?? 0) + 1);
  }
  return {
    answers: [...last.values()].map((event) => answerLine(event)).sort(),
    tallies: [...tallies].map(([key, count]) => `${key}: ${count}`).sort(),
  };
}

function answerLine({ subject, type, data }: FeedbackEvent): string {
  if (type === 'feedback.withdrawn') return `${subject} r${data.revision} withdrawn`;
  const { unit, nps } = data as ContentfulEvent['data'];
  return `${subject} r${data.revision} unit ${unit} score ${nps}`;
}

function classOfScore(nps: number | null): string {
  if (nps === null) return 'unscored';
  return nps >= 9 ? 'promoters' : nps >= 7 ? 'passives' : 'detractors';
}

export function tallyLine(unit: number, day: string, kind: string): string {
  return `unit ${unit} ${day} ${kind}`;
}
