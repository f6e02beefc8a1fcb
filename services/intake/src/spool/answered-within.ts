import { EventLogError } from '@kuulolla/event-log/event-log-error';

/** The log's answer; rejects as `unavailable` where there is none within `ms`. It may still come, and go unheard. */
export function answeredWithin<T>(ms: number, answer: Promise<T>): Promise<T> {
  return new Promise((fulfil, reject) => {
    const timer = setTimeout(() => {
      reject(new EventLogError('unavailable', `The event log has not answered within ${ms} ms: try again.`));
    }, ms);
    answer.then(fulfil, reject).finally(() => clearTimeout(timer));
  });
}
