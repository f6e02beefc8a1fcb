import {
  MongoError,
  MongoExpiredSessionError,
  MongoNetworkError,
  MongoNotConnectedError,
  MongoServerError,
  MongoServerSelectionError,
  MongoTopologyClosedError,
} from 'mongodb';
import { StoreError, type StoreErrorCode } from '../store-error.ts';

/*
 * Codes of mongodb.com/docs/manual/reference/error-codes. A write conflict aborts its transaction. So does the server when
 * a transaction has run for too long (NoSuchTransaction, 251). A duplicate key (11000) inside a transaction is somebody
 * else's insert that its snapshot does not show.
 */
const conflicts = new Set([112, 225, 251, 11000]);
/** Not authorised, no such user, wrong password; what Atlas says instead. */
const refusals = new Set([13, 11, 18, 8000]);
/**
 * No primary just now, being shut down, out of time, out of disk, a snapshot that is too old, or a cursor that was killed
 * or that a server started again does not know.
 */
const unavailable = new Set([
  ...[43, 237, 6, 7, 50, 89, 91, 134, 189, 202, 239, 246, 262, 290, 9001, 10058, 10107],
  ...[11600, 11602, 13388, 13435, 13436, 14031, 64],
]);

/**
 * Node's own words for a connection that ended under a write, and for the names of a `mongodb+srv://` address that could not be
 * looked up: the driver passes them on as they are.
 */
const outOfReach = new Set<unknown>([
  ...['EPIPE', 'ECONNRESET', 'ECONNABORTED', 'ECONNREFUSED', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH'],
  ...['ERR_STREAM_DESTROYED', 'ERR_STREAM_WRITE_AFTER_END', 'ERR_SOCKET_CLOSED'],
  ...['ENOTFOUND', 'ENODATA', 'ESERVFAIL', 'EREFUSED', 'ETIMEOUT', 'EAI_AGAIN'],
]);

/** Whether the connection failed, or was never made; what the server did is then unknown. */
export function isOutOfReach(error: unknown): boolean {
  return (
    (error instanceof Error && 'code' in error && outOfReach.has(error.code)) ||
    error instanceof MongoNetworkError ||
    error instanceof MongoServerSelectionError ||
    error instanceof MongoNotConnectedError
  );
}

/** What MongoDB could not do as a StoreError; a StoreError, and any error that is not about the server, as it is. */
export function storeFailure(error: unknown, database: string): unknown {
  if (!(error instanceof Error) || !(error instanceof MongoError || isOutOfReach(error))) return error;
  const fail = (code: StoreErrorCode, message: string) => new StoreError(code, message, { cause: error });
  if (
    error instanceof MongoTopologyClosedError ||
    error instanceof MongoExpiredSessionError ||
    (error instanceof MongoNotConnectedError && /closed/.test(error.message))
  ) {
    return closedError();
  }
  const out = () =>
    fail(
      'unavailable',
      `The MongoDB database ${database} cannot be used now (${error.message}): try again, or look at its servers.`,
    );
  if (!(error instanceof MongoError) || isOutOfReach(error)) return out();
  const { code } = error;
  if (unavailable.has(Number(code)) || error.hasErrorLabel('RetryableWriteError')) return out();
  if (refusals.has(Number(code))) {
    return fail(
      'misconfigured',
      `MongoDB refuses this user the database ${database} (${refusalOf(error)}): look at the user, the password and the roles.`,
    );
  }
  if (conflicts.has(Number(code)) || error.hasErrorLabel('TransientTransactionError')) {
    return fail('conflict', `Somebody else wrote the same in ${database} at once: try again from the start.`);
  }
  return error;
}

/** The server's name for a refusal. Its message quotes the command, and so the words of the answers in it. */
function refusalOf(error: MongoError): string {
  return error instanceof MongoServerError && error.codeName ? error.codeName : `code ${error.code}`;
}

/** What every call answers once the store is closed. */
export function closedError(): StoreError {
  return new StoreError('closed', 'The store is closed: open it again.');
}

/** A reply of `insert` or `update` that failed in part is a success to the driver: makes an error of it. */
export function checkWriteErrors(reply: { writeErrors?: { code: number; errmsg: string }[] }): void {
  const [first] = reply.writeErrors ?? [];
  if (first !== undefined) throw new MongoServerError({ message: first.errmsg, code: first.code });
}
