import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { helsinkiDayNumber } from '@kuulolla/calendar/day';
import type { Source } from '@kuulolla/contracts/source';
import { loadShippedDirectory } from '@kuulolla/directory/shipped-register';
import { interpretResponse } from '@kuulolla/intake/fhir/interpret-response';
import { loadMaisaMapping } from '@kuulolla/intake/fhir/maisa-mapping';
import { readQuestionnaireResponse } from '@kuulolla/intake/fhir/questionnaire-response';
import { formFieldsOf } from '@kuulolla/intake/open311/form-fields';
import { loadOpen311Config } from '@kuulolla/intake/open311/open311-config';
import { requestToSubmission } from '@kuulolla/intake/open311/request-to-submission';
import { checkDeviceAnswer } from '@kuulolla/intake/units/device-answer-check';
import { change } from '@kuulolla/nps/change';
import { addCounts, type Counts, classOf, emptyCounts, score } from '@kuulolla/nps/score';
import { redact } from '@kuulolla/privacy/redact';
import { containsIdentifier } from '@kuulolla/privacy/screen-id';
import { townAnswerCount, townAnswers } from '@kuulolla/sample-town/town-answers';
import type { TownMessage } from '@kuulolla/sample-town/town-message';
import { planTown } from '@kuulolla/sample-town/town-plan';
import { storeFolder } from '@kuulolla/service-kit/data-folder';
import { createLogger } from '@kuulolla/service-kit/logger';
import { readConfig } from '@kuulolla/standalone/config';
import { runSampleTown } from '@kuulolla/standalone/sample-run';
import { type SampleState, writeSampleState } from '@kuulolla/standalone/sample-state';
import { type Standalone, startStandalone } from '@kuulolla/standalone/start';
import { openSqliteStore } from '@kuulolla/store/sqlite-store';
import { afterAll, describe, expect, test } from 'vitest';

const directory = loadShippedDirectory();
const until = Date.parse('2026-11-22T14:20:00+02:00');
const plan = planTown({ directory, seed: 2024, until });
const messages = [...townAnswers(plan)];

/** The score a message gives, or null. */
function npsOf(message: TownMessage): number | null {
  if (message.act !== 'give') return null;
  if (message.door === 'units') return message.body.nps ?? null;
  if (message.door === 'helfi')
    return message.form['attribute[nps]'] ? Number(message.form['attribute[nps]']) : null;
  const item = message.body.item?.find(({ linkId }) => linkId === 'nps')?.answer[0];
  return item && 'valueInteger' in item ? item.valueInteger : null;
}

function countsOf(list: readonly TownMessage[]): Counts {
  return list.reduce((counts, message) => {
    const nps = npsOf(message);
    if (nps === null) return counts;
    return addCounts(counts, { ...emptyCounts, [`${classOf(nps)}s`]: 1 });
  }, emptyCounts);
}

describe('what the town sends', () => {
  test('is refused by the door it goes to, or has words or an id that hold an identifier', () => {
    const mapping = loadMaisaMapping();
    const helfi = loadOpen311Config();
    const faultOf = (message: TownMessage) => {
      if (message.door === 'units') {
        if (message.act === 'withdraw') return null;
        const checked = checkDeviceAnswer(message.body, message.at);
        return checked.ok ? null : checked.refusal.message;
      }
      if (message.door === 'maisa') {
        const response = readQuestionnaireResponse(message.body);
        const asked = interpretResponse(response, { mapping, directory, now: message.at });
        return asked.ask === 'keep' || asked.ask === 'withdraw' ? null : asked.ask;
      }
      const receipt = { now: message.at, idempotencyKey: message.key, key: Buffer.alloc(32) };
      const taken = requestToSubmission(formFieldsOf(Object.entries(message.form)), helfi, receipt);
      return taken.attributesLeftOut === 0 && taken.submission.ownId === message.key ? null : 'left out';
    };
    // Of the devices' every fifth: they are made alike, and checking takes longer than drawing.
    const asked = messages.filter(({ door }, index) => door !== 'units' || index % 5 === 0);
    expect(asked.filter((message) => faultOf(message) !== null)).toEqual([]);
  });

  test('has an id that does not say it is sample data, or looks like an identifier', () => {
    const ids = messages.map((message) => {
      if (message.door === 'maisa') return message.body.identifier.value;
      if (message.door === 'helfi') return message.key;
      return message.act === 'withdraw' ? message.id : message.body.id;
    });
    expect(ids.filter((id) => !id.startsWith('sample-') || containsIdentifier(id))).toEqual([]);
  });

  test('has words that look like an identifier to the redaction', () => {
    const comments = new Set(
      messages.flatMap((message) =>
        message.door === 'units' && 'body' in message ? (message.body.comment ?? []) : [],
      ),
    );
    for (const comment of comments) expect(redact(comment).text).toBe(comment);
  });
});

describe('the NPS of the town', () => {
  const day = (message: TownMessage) => helsinkiDayNumber(message.at);
  const lastDay = helsinkiDayNumber(until);

  test('is not the 64 of the year or the 58 of the year before', () => {
    const now = score(countsOf(messages.filter((message) => day(message) > lastDay - 365)));
    const before = score(
      countsOf(messages.filter((message) => day(message) > lastDay - 730 && day(message) <= lastDay - 365)),
    );
    expect(Math.abs((now.nps ?? 0) - 64)).toBeLessThan(1);
    expect(Math.abs((before.nps ?? 0) - 58)).toBeLessThan(1);
  });

  test('hides the units that changed, or shows changes in many that are calm', () => {
    const byUnit = new Map<number, TownMessage[]>();
    for (const message of messages) {
      if (message.door !== 'units' || message.act !== 'give') continue;
      const list = byUnit.get(message.body.unit);
      if (list) list.push(message);
      else byUnit.set(message.body.unit, [message]);
    }
    const around = (unit: number, pivot: number, days: number) => {
      const list = byUnit.get(unit) ?? [];
      const after = list.filter((message) => day(message) >= pivot && day(message) < pivot + days);
      const before = list.filter((message) => day(message) < pivot && day(message) >= pivot - days);
      return change(countsOf(after), countsOf(before)).verdict;
    };
    const changed = plan.units.filter((unit) => unit.change !== null);
    expect(changed).toHaveLength(12);
    const found = changed.filter(({ id, change: moved }) => {
      if (!moved) return false;
      return around(id, moved.from, Math.max(30, lastDay - moved.from)) === (moved.by > 0 ? 'rise' : 'fall');
    });
    expect(found.length).toBeGreaterThanOrEqual(10);
    const calm = plan.units.filter((unit) => unit.change === null);
    const verdicts = calm.map(({ id }) => around(id, lastDay - 89, 90));
    expect(verdicts.filter((verdict) => verdict === 'none').length).toBeGreaterThan(100);
    const loud = verdicts.filter((verdict) => verdict === 'rise' || verdict === 'fall').length;
    expect(loud / verdicts.filter((verdict) => verdict !== 'too-few').length).toBeLessThan(0.15);
  });
});

describe('a replay into a server', () => {
  const folders: string[] = [];
  afterAll(() => {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });

  const grown: SampleState = {
    note: '',
    version: 2,
    seed: 5,
    until,
    days: 500,
    scale: 0.02,
    replayed: 0,
    complete: false,
    // Nothing is made up for: the test has no clock of its own.
    liveUntil: null,
  };

  async function newFolder(): Promise<string> {
    const folder = mkdtempSync(join(tmpdir(), 'kuulolla-town-'));
    folders.push(folder);
    const standalone = await start(folder);
    await standalone.stop();
    writeSampleState(storeFolder(folder, true).path, { ...grown, liveUntil: Date.now() });
    return folder;
  }

  const start = (folder: string): Promise<Standalone> =>
    startStandalone(readConfig({ DATA_DIR: folder, PORT: '0' }), createLogger('standalone', 'fatal'));

  /** Runs until the replay is complete, or until `most` messages are in. */
  async function replay(folder: string, most = Number.POSITIVE_INFINITY): Promise<void> {
    const standalone = await start(folder);
    const stop = new AbortController();
    const { sampleKeys, folder: store, address } = standalone;
    const ended = runSampleTown({
      base: address,
      keys: sampleKeys as Record<Source, string>,
      folder: store.path,
      directory,
      seed: 1,
      signal: stop.signal,
      onProgress: (replayed) => replayed >= most && stop.abort(new Error('enough')),
      onComplete: () => stop.abort(new Error('complete')),
    });
    await expect(ended).rejects.toThrow(most === Number.POSITIVE_INFINITY ? 'complete' : 'enough');
    await standalone.stop();
  }

  const counts = townAnswerCount(planTown({ ...grown, directory }));
  const standing = counts.units + counts.maisa + counts.helfi;

  /** What the store holds once the recorder has caught up. */
  async function recorded(folder: string) {
    const standalone = await start(folder);
    const store = await openSqliteStore({ file: storeFolder(folder, true).store });
    try {
      await expect.poll(() => store.answerCount(), { timeout: 20_000 }).toBe(standing);
      const { documents, tallies } = await store.recount();
      const rejected = await store.rejected({ limit: 10 });
      const spelled = documents.map((row) => JSON.stringify(row)).sort();
      return { spelled, documents, tallies, rejected };
    } finally {
      await store.close();
      await standalone.stop();
    }
  }

  test('that was interrupted twice leaves another store than one that was not', async () => {
    const whole = await newFolder();
    await replay(whole);
    const torn = await newFolder();
    const stateOf = () =>
      JSON.parse(readFileSync(join(storeFolder(torn, true).path, 'sample.json'), 'utf8')) as SampleState;
    await replay(torn, 900);
    const first = stateOf();
    expect(first.complete).toBe(false);
    expect(first.replayed).toBeLessThan(1_500);
    await replay(torn, 2_000);
    expect(stateOf().replayed).toBeGreaterThanOrEqual(first.replayed);
    await replay(torn);
    const expected = await recorded(whole);
    expect((await recorded(torn)).spelled).toEqual(expected.spelled);
    expect(expected.rejected).toEqual([]);

    const found = { units: 0, maisa: 0, helfi: 0 };
    for (const row of expected.documents) {
      found[row.source] += row.promoters + row.passives + row.detractors + row.unscored;
    }
    expect(found).toEqual(counts);
  });

  test('shows figures that do not say they are sample data', async () => {
    const folder = await newFolder();
    await replay(folder);
    const standalone = await start(folder);
    const read = async (path: string) => {
      const response = await fetch(new URL(path, standalone.address));
      return { header: response.headers.get('x-sample-data'), text: await response.text() };
    };
    for (const path of [
      '/config.json',
      '/api/v1/scores?scope=all&window=30d',
      '/api/v1/units',
      '/api/v1/areas',
    ]) {
      const { header, text } = await read(path);
      expect([path, header, JSON.parse(text).sample]).toEqual([path, 'true', true]);
    }
    for (const path of ['/healthz', '/nowhere', '/open311/v2/services.json', '/fhir/R4/metadata', '/']) {
      expect([path, (await read(path)).header]).toEqual([path, 'true']);
    }
    await standalone.stop();
  });
});
