import { createLogger } from '@kuulolla/service-kit/logger';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startCommentRetention } from './comment-retention.ts';

const logger = createLogger('retention-test', 'silent');
const hour = 3_600_000;

describe('the retention of comments', () => {
  beforeEach(() => void vi.useFakeTimers({ now: Date.parse('2026-03-28T21:30:00Z') }));
  afterEach(() => void vi.useRealTimers());

  it('erases from the day in Helsinki, at once, until nothing old is left, and then once a day', async () => {
    const asked: string[] = [];
    let left = 1_200;
    const eraseCommentsBefore = async (day: string, limit: number) => {
      asked.push(day);
      const erased = Math.min(left, limit);
      left -= erased;
      return erased;
    };
    const store = { eraseCommentsBefore };
    const retention = startCommentRetention({ store, days: 30, clock: Date.now, logger });
    await vi.advanceTimersByTimeAsync(0);
    expect(asked).toEqual(['2026-02-26', '2026-02-26', '2026-02-26']);
    await vi.advanceTimersByTimeAsync(hour);
    expect(asked.slice(3)).toEqual(['2026-02-27']);
    await vi.advanceTimersByTimeAsync(20 * hour);
    expect(asked.slice(4)).toEqual([]);
    await retention.stop();
  });

  it('tries again within the hour what failed, and erases nothing once it is stopped', async () => {
    let calls = 0;
    const store = {
      async eraseCommentsBefore() {
        if (++calls === 1) throw new Error('planned');
        return 0;
      },
    };
    const retention = startCommentRetention({ store, days: 1, clock: Date.now, logger });
    await vi.advanceTimersByTimeAsync(hour);
    expect(calls).toBe(2);
    await retention.stop();
    await vi.advanceTimersByTimeAsync(48 * hour);
    expect(calls).toBe(2);
  });

  it('is off where no number of days is set', async () => {
    const eraseCommentsBefore = vi.fn(async () => 0);
    const said: string[] = [];
    const talking = createLogger('retention-test', 'info', { write: (line) => void said.push(line) });
    const store = { eraseCommentsBefore };
    const retention = startCommentRetention({ store, days: undefined, clock: Date.now, logger: talking });
    await vi.advanceTimersByTimeAsync(48 * hour);
    await retention.stop();
    expect(eraseCommentsBefore).not.toHaveBeenCalled();
    expect(said).toEqual([]);
  });
});
