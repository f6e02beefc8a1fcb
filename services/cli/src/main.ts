#!/usr/bin/env node
import { Command } from 'commander';
import { backup } from './backup.ts';
import { exitCodeOf } from './exit-code.ts';
import { importFile } from './import-file.ts';
import { operatorSettings, withLog, withStorage, withStore } from './operator-settings.ts';
import { rebuild } from './rebuild.ts';
import { reconcileCommand } from './reconcile-command.ts';
import { listRejected, retryRejected } from './rejected.ts';
import { restore } from './restore.ts';
import { retention } from './retention.ts';
import { dropSample } from './sample-drop.ts';
import { setup } from './setup.ts';
import { simulateCommand } from './simulate-command.ts';
import { importUnits } from './units-import.ts';

// Node would end with 1, which says that reconcile found a difference.
process.on('uncaughtException', (error) => {
  console.error(error);
  process.exit(exitCodeOf(error));
});

const program = new Command('kuulolla')
  .description(
    'Runs and proves the feedback pipeline. Works beside a running server, on the data of DATA_DIR.',
  )
  .showHelpAfterError()
  // A mistyped reconcile must not look like one that found differences.
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2));

/** Runs a command and makes its result the exit code; what a person can mend is one sentence. */
async function finish(work: () => Promise<number> | number): Promise<void> {
  try {
    process.exitCode = await work();
  } catch (error) {
    const code = (error as { code?: unknown }).code;
    if (!(error instanceof Error) || typeof code !== 'string') throw error;
    console.error(error.message);
    process.exitCode = exitCodeOf(error);
  }
}

program
  .command('setup')
  .description('make topic, collections and indexes on Kafka and MongoDB; again changes nothing')
  .option('--topics <file>', "the topic's settings instead of infra/topics.json")
  .option('--sample-units', 'put the shipped register of sample units into an empty one')
  .action((options) => finish(() => setup(options)));

program
  .command('import')
  .description('import a CSV file of answers')
  .argument('<file>')
  .option('--profile <name>', 'how its columns are to be read', 'plain')
  .option('--profiles <file>', 'a file with profiles of your own')
  .action((file, options) => finish(() => withLog((storage) => importFile(storage, file, options))));

const units = program.command('units').description('the register of units');
units
  .command('import')
  .description('import Service Map records; shows what would change before it writes')
  .argument('[file]')
  .option('--organisation <file>', 'where the units belong, from when to when')
  .option('--yes', 'write without asking')
  .action((file, options, command) => {
    if (file === undefined && options.organisation === undefined)
      command.error('error: name a file of units, an organisation file, or both');
    return finish(() => withStore(({ store }) => importUnits(store, file, options)));
  });

const rejected = program.command('rejected').description('feedback kept aside');
rejected
  .command('list')
  .description('what is kept aside, and why')
  .action(() => finish(() => withStore(listRejected)));
rejected
  .command('retry')
  .description('send in again what the register knows the unit of by now')
  .option('--all', 'send in again whatever can be read')
  .action((options) => finish(() => withStorage((storage) => retryRejected(storage, options))));

program
  .command('reconcile')
  .description('prove that nothing was lost or counted twice; exit code 1 on a difference alone')
  .option('--control <file>', "a source's own totals: source,unit,day,answers")
  .option('--all', 'show every line, not only differences')
  .action((options) => finish(() => withStorage((storage) => reconcileCommand(storage, options))));

program
  .command('rebuild')
  .description('recount the tallies from the documents, and name those that differed')
  .action(() => finish(() => withStore(rebuild)));

program
  .command('backup')
  .description('write all the store holds at this moment into a new file, while recording goes on')
  .argument('<file>')
  .action((file) => finish(() => withStore((storage) => backup(storage, file))));

program
  .command('restore')
  .description('restore a backup into an empty store; one that was broken off is begun again')
  .argument('<file>')
  .action((file) => finish(() => restore(file)));

program
  .command('retention')
  .description('erase the words of comments older than RECORDER_COMMENT_DAYS')
  .action(() => finish(() => withStore(retention)));

program
  .command('sample')
  .description('the sample town')
  .command('drop')
  .description('remove it')
  .action(() => finish(() => dropSample(operatorSettings().DATA_DIR)));

program
  .command('simulate')
  .description('send a made-up town through the doors of a running server on this machine')
  .option('--url <address>', 'where the server is', `http://127.0.0.1:${process.env.PORT || 8080}`)
  .option('--rate <number>', 'messages a second; 0 is as fast as possible', '0')
  .option('--days <number>', 'days of the town, up to now', '30')
  .option('--seed <number>', 'another seed is another town', '1')
  .option('--keys <keys>', 'units=…,maisa=…,helfi=…; INTAKE_KEYS without it')
  .option('--into-real', 'even if the server keeps real answers')
  .action((options) => finish(() => simulateCommand(options)));

await program.parseAsync();
