/**
 * Gives the brokers as the next client should try them: the first time as they stand, then each time from one further
 * on. kafkajs dials the first of its list and goes on to another only when it tries again itself; ours do not, and a
 * new one in place of one that failed would dial the same broker, which may be gone for good.
 */
export function createBrokerTurns(brokers: readonly string[]): () => readonly string[] {
  let first = 0;
  return () => {
    const turn = [...brokers.slice(first), ...brokers.slice(0, first)];
    first = (first + 1) % brokers.length;
    return turn;
  };
}
