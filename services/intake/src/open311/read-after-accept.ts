import { setTimeout as sleep } from 'node:timers/promises';
import type { AnswerDocument } from '@kuulolla/store/answer-document';
import type { AnswerReader } from '@kuulolla/store/store';

/** How long a read waits for the recorder, ms, and how often it looks. */
const patience = 2_000;
const interval = 20;
/** Answers remembered as accepted: some seconds of the heaviest load. */
const remembered = 10_000;

export interface ReadAfterAccept {
  /** Remembers that this process accepted the answer `id`. */
  accepted(id: string): void;
  /** The answer; waits up to 2 s for one accepted here that the recorder has not got to yet. */
  read(id: string): Promise<AnswerDocument | null>;
}

/** Reading of answers in which a caller finds what it was just given an id for. */
export function createReadAfterAccept(answers: Pick<AnswerReader, 'answer'>): ReadAfterAccept {
  const awaited = new Set<string>();
  return {
    accepted(id) {
      awaited.delete(id);
      awaited.add(id);
      const [oldest] = awaited;
      if (awaited.size > remembered && oldest !== undefined) awaited.delete(oldest);
    },
    async read(id) {
      const until = performance.now() + patience;
      let answer = await answers.answer(id);
      while (answer === null && awaited.has(id) && performance.now() < until) {
        await sleep(interval);
        answer = await answers.answer(id);
      }
      // Whether it came or was rejected: nobody needs to wait for it again.
      awaited.delete(id);
      return answer;
    },
  };
}
