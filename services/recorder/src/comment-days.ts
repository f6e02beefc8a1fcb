import { numberSetting } from '@kuulolla/service-kit/settings';

/** How many Helsinki days words are kept, the day of the answer not counted; kept for good where it is not set. */
export const commentDaysSetting = { RECORDER_COMMENT_DAYS: numberSetting(1, 36_500).optional() };
