import type { Day } from '@kuulolla/calendar/day';
import type { Directory } from '@kuulolla/directory/directory';
import type { ScoreboardFollower } from '@kuulolla/scoreboard/follow-store';

export interface ReportsDeps {
  readonly follower: Pick<ScoreboardFollower, 'scoreboard'>;
  readonly directory: () => Directory;
  /** The Helsinki day it is. */
  readonly today: () => Day;
  /** Whether the store holds sample data; said in every answer. */
  readonly sample: boolean;
}
