import { helsinkiDay } from '@kuulolla/calendar/day';
import { eraseOldComments } from '@kuulolla/recorder/comment-retention';
import { SettingsError } from '@kuulolla/service-kit/settings';
import { operatorSettings, type Storage } from './operator-settings.ts';

/** Erases the words of comments older than RECORDER_COMMENT_DAYS now, as the recorder does once a day. */
export async function retention({ store }: Pick<Storage, 'store'>): Promise<number> {
  const days = operatorSettings().RECORDER_COMMENT_DAYS;
  if (days === undefined) {
    throw new SettingsError('RECORDER_COMMENT_DAYS is not set: set it to the days that comments are kept.');
  }
  const texts = await eraseOldComments(store, days, helsinkiDay(Date.now()));
  console.log(`${texts} texts older than ${days} days erased; their scores and statements stay.`);
  return 0;
}
