import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { flagsOfStart } from '../flags-of-start.ts';
import type { ClientsAnswers } from './live-clients-process.ts';
import type { ServerAnswers } from './live-server-process.ts';

/** What serves: our gateway; ws's own `send` to each client; or one buffer that is framed already, written to each of ws's sockets. */
export type ServerKind = 'gateway' | 'ws' | 'ws, framed once';

/** A process that does what it is asked, one thing at a time. */
export interface Asked<Answers> extends AsyncDisposable {
  ask<Name extends keyof Answers & string>(name: Name, ...given: unknown[]): Promise<Answers[Name]>;
}

/** The server of a benchmark, in a process of its own so that its processor time and memory are its own too. */
export const startServer = () => start<ServerAnswers>('live-server-process.ts');

/** The clients of a benchmark, in another process. */
export const startClients = () => start<ClientsAnswers>('live-clients-process.ts');

/** Runs a process's side: answers each question with what the function of that name returns. */
export function answerQuestions<Answers>(
  functions: {
    readonly [Name in keyof Answers]: (...given: never[]) => Promise<Answers[Name]>;
  },
): void {
  process.on('message', async ([name, given]: [keyof Answers, never[]]) => {
    process.send?.(await functions[name](...given));
  });
  process.on('disconnect', () => process.exit());
}

function start<Answers>(script: string): Asked<Answers> {
  const child: ChildProcess = fork(new URL(script, import.meta.url), {
    execArgv: ['--expose-gc', ...flagsOfStart()],
  });
  return {
    async ask(name, ...given) {
      child.send([name, given]);
      const failed = once(child, 'exit').then(() => {
        throw new Error(`${script} ended while it was asked to ${name}.`);
      });
      const [answer] = await Promise.race([once(child, 'message'), failed]);
      return answer;
    },
    async [Symbol.asyncDispose]() {
      const exited = once(child, 'exit');
      child.disconnect();
      await exited;
    },
  };
}
