import type { Directory } from '@kuulolla/directory/directory';
import { followDirectory } from '@kuulolla/directory/follow-directory';
import type { Logger } from '@kuulolla/service-kit/logger';
import type { AnswerReader, Store } from '@kuulolla/store/store';
import { StoreError } from '@kuulolla/store/store-error';
import { type OpenedLate, openLate } from './open-late.ts';

/** The store as intake uses it: read-only. Until it has been read once everything throws a StoreError `unavailable`. */
export interface LateStore extends Pick<OpenedLate<unknown>, 'failed' | 'close'> {
  readonly answers: AnswerReader;
  /**
   * The register as last read. A door that asks it whether a unit is known cannot decide before: its callers come again,
   * and nobody is refused for a register that was not read.
   */
  directory(): Directory;
  /** Fulfils while it can be read. */
  check(): Promise<void>;
}

/** Opens the store and reads the register, at once or as soon as it is there. Rejects where trying again does not help. */
export async function openLateStore(open: () => Promise<Store>, logger: Logger): Promise<LateStore> {
  const late = await openLate({ name: 'store', open: () => openWithRegister(open, logger), absent, logger });
  return {
    answers: {
      answer: async (id) => late.get().store.answer(id),
      answerByAlias: async (source, alias) => late.get().store.answerByAlias(source, alias),
      answersWhere: async (filter) => late.get().store.answersWhere(filter),
    },
    directory: () => late.get().directory(),
    check: async () => late.get().store.ping(),
    failed: late.failed,
    close: late.close,
  };
}

async function openWithRegister(open: () => Promise<Store>, logger: Logger) {
  const store = await open();
  try {
    const register = await followDirectory(store, (error) => {
      logger.warn({ err: error }, 'register not read');
    });
    return {
      store,
      directory: register.get,
      async close() {
        register.stop();
        await store.close();
      },
    };
  } catch (error) {
    await store.close();
    throw error;
  }
}

function absent(cause: unknown): StoreError {
  const text = 'The store has not been reached since this intake started: it is tried again all the time.';
  return new StoreError('unavailable', text, { cause });
}
