import { helsinkiDay } from '@kuulolla/calendar/day';
import type { ContentfulEvent, FeedbackEvent } from '@kuulolla/contracts/feedback-event';
import { knownUnits, type Scheduled } from './schedule.test-kit.ts';

/**
 * What must be left of a schedule, however often the recorder died and wherever its batches were cut: each answer's last
 * word with the first other name that was told of it, the tallies of those, and what is kept aside of which the words
 * were not withdrawn since.
 */
export function modelOf(schedule: readonly Scheduled[]): Record<'answers' | 'tallies' | 'kept', string[]> {
  const names = otherNames(schedule);
  const last = new Map<string, FeedbackEvent>();
  const counted = new Set<string>();
  let kept: FeedbackEvent[] = [];
  for (const { event } of schedule) {
    if (!event) continue;
    const { subject, type, data } = event;
    const known = last.get(subject);
    const isLater = !known || data.revision > known.data.revision;
    const tie = data.revision === known?.data.revision && known?.type !== 'feedback.withdrawn';
    const content = `${subject} ${data.fingerprint}`;
    if (type === 'feedback.withdrawn') {
      if (!isLater && !tie) continue;
      kept = kept.filter((aside) => aside.subject !== subject);
    } else {
      const unknown = !knownUnits.includes(data.unit);
      if ((isLater && unknown) || (tie && !counted.has(content))) kept.push(event);
      if (!isLater || unknown) continue;
    }
    last.set(subject, event);
    counted.add(content);
  }
  const tallies = new Map<string, number>();
  for (const event of last.values()) {
    if (event.type === 'feedback.withdrawn') continue;
    const key = tallyLine(event.data.unit, helsinkiDay(event.data.answeredAt), classOfScore(event.data.nps));
    tallies.set(key, (tallies.get(key) ?? 0) + 1);
  }
  return {
    answers: [...last.values()].map((event) => answerLine(event, names.get(event.subject))).sort(),
    tallies: [...tallies].map(([key, count]) => `${key}: ${count}`).sort(),
    kept: kept.map(({ subject, data }) => `${subject} r${data.revision}`).sort(),
  };
}

/** The first other name that was told of each answer, from the event on that made it known. */
function otherNames(schedule: readonly Scheduled[]): ReadonlyMap<string, string> {
  const known = new Set<string>();
  const names = new Map<string, string>();
  for (const { event } of schedule) {
    if (!event) continue;
    const { subject, type, data } = event;
    if (type === 'feedback.withdrawn' || knownUnits.includes(data.unit)) known.add(subject);
    if (known.has(subject) && data.alias !== undefined && !names.has(subject)) names.set(subject, data.alias);
  }
  return names;
}

function answerLine({ subject, type, data }: FeedbackEvent, name = 'none'): string {
  const answer = `${subject} r${data.revision} named ${name}`;
  if (type === 'feedback.withdrawn') return `${answer} withdrawn`;
  const { unit, nps } = data as ContentfulEvent['data'];
  return `${answer} unit ${unit} score ${nps}`;
}

function classOfScore(nps: number | null): string {
  if (nps === null) return 'unscored';
  return nps >= 9 ? 'promoters' : nps >= 7 ? 'passives' : 'detractors';
}

export function tallyLine(unit: number, day: string, kind: string): string {
  return `unit ${unit} ${day} ${kind}`;
}
