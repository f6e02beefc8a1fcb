import { MongoNetworkError, MongoServerError } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { StoreError } from '../store-error.ts';
import { storeFailure } from './mongo-failure.ts';

const server = (code: number, label?: string) =>
  new MongoServerError({ message: 'from the server', code, ...(label && { errorLabels: [label] }) });
const node = (code: string) => Object.assign(new Error('This socket has been ended'), { code });

describe('a failure of MongoDB', () => {
  const failures: [name: string, error: Error, code: string, canRetry: boolean][] = [
    ['of a write that met another', server(112, 'TransientTransactionError'), 'conflict', true],
    ['of a transaction the server gave up', server(251, 'TransientTransactionError'), 'conflict', true],
    ['of an insert that was there already', server(11000), 'conflict', true],
    ['of a connection', new MongoNetworkError('reset'), 'unavailable', true],
    ['of a connection that ended under a write, in Node', node('EPIPE'), 'unavailable', true],
    ['of a mongodb+srv:// name that cannot be looked up', node('ENOTFOUND'), 'unavailable', true],
    ['of a primary that stepped down', server(10107), 'unavailable', true],
    ['of a snapshot that is too old', server(239), 'unavailable', true],
    ['of a cursor that a server started again does not know', server(43), 'unavailable', true],
    ['of a write that the majority did not have in time', server(64), 'unavailable', true],
    ['of a cursor that was killed', server(237), 'unavailable', true],
    ['of a password', server(18), 'misconfigured', false],
    ['of a role', server(13), 'misconfigured', false],
  ];
  it.each(failures)('%s says whether trying again can help', (_, error, code, canRetry) => {
    const failure = storeFailure(error, 'kuulolla');
    expect(failure).toBeInstanceOf(StoreError);
    expect(failure).toMatchObject({ code, canRetry, cause: error });
  });

  it('of a role names what the server calls it, not the command with its words', () => {
    const message =
      'not authorized on kuulolla to execute command { insert: "answers", documents: [{ text: "sanat" }] }';
    const unauthorized = new MongoServerError({ message, code: 13, codeName: 'Unauthorized' });
    const failure = storeFailure(unauthorized, 'kuulolla') as Error;
    expect(failure.message).toContain('(Unauthorized)');
    expect(failure.message).not.toContain('sanat');
    const unnamed = new MongoServerError({ message, code: 13 });
    expect((storeFailure(unnamed, 'kuulolla') as Error).message).toContain('(code 13)');
  });

  it('in a connection inside a transaction is no conflict: the server may be gone', () => {
    const error = new MongoNetworkError('reset');
    error.addErrorLabel('TransientTransactionError');
    expect(storeFailure(error, 'kuulolla')).toMatchObject({ code: 'unavailable' });
  });

  it('leaves all other errors as they are', () => {
    const others = [
      new RangeError('broken'),
      node('ENOENT'),
      server(14),
      new StoreError('conflict', 'moved'),
    ];
    for (const error of others) expect(storeFailure(error, 'kuulolla')).toBe(error);
  });
});
