import type { EventLog, PartitionRange } from '@kuulolla/event-log/event-log';
import { EventLogError } from '@kuulolla/event-log/event-log-error';
import { isContinued } from '@kuulolla/event-log/message-mark';
import type { PartitionState } from '@kuulolla/store/store';

/**
 * Checks that the message just before each position is the one that was recorded: another one, and those before it that
 * came in the place of lost ones, would be passed over as if they had been. Rejects with an EventLogError
 * `offset-out-of-range` that names the partition.
 */
export async function checkContinuity(
  log: Pick<EventLog, 'read'>,
  ranges: readonly PartitionRange[],
  states: readonly PartitionState[],
): Promise<void> {
  await Promise.all(
    states.map(async (state) => {
      const range = ranges.find(({ partition }) => partition === state.partition);
      if (range && !(await isContinued(log, state, range))) throw replaced(state, range);
    }),
  );
}

function replaced({ partition, offset }: PartitionState, { start, end }: PartitionRange): EventLogError {
  return new EventLogError(
    'offset-out-of-range',
    `Partition ${partition} is recorded up to offset ${offset}, but the log, which holds ${start} to ${end}, does not have what was recorded last: it has lost messages, and may have taken others in their place. Restore a backup of the time before into an empty store, which records those others.`,
  );
}
