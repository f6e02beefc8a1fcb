import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type KafkaServer, startKafkaServer } from '@kuulolla/test-servers/kafka-server';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { consumeUntil, event, messagesDelivered } from '../contract/harness.ts';
import { openKafkaEventLog } from '../kafka-event-log.ts';
import { topicForTests } from './kafka-for-tests.test-kit.ts';
import { setupKafkaTopic } from './topic-setup.ts';

const test = it.skipIf(process.env.KAFKA_BROKERS !== undefined);
const password = 'only-for-tests';
let server: KafkaServer;
let certificate: Buffer;
let folder = '';

beforeAll(async () => {
  if (process.env.KAFKA_BROKERS) return;
  folder = mkdtempSync(join(tmpdir(), 'kafka-keys-'));
  const keystore = join(folder, 'keys.p12');
  certificate = makeKey(keystore);
  server = await startKafkaServer({ properties: securedBy(keystore) });
});
afterAll(async () => {
  await server?.stop();
  if (folder) rmSync(folder, { recursive: true });
});

function makeKey(keystore: string): Buffer {
  const store = ['-keystore', keystore, '-storetype', 'PKCS12', '-storepass', password, '-alias', 'broker'];
  const names = ['-dname', 'CN=localhost', '-ext', 'san=ip:127.0.0.1,dns:localhost'];
  execFileSync('keytool', ['-genkeypair', '-keyalg', 'EC', '-validity', '2', ...store, ...names], {
    stdio: 'ignore',
  });
  const file = join(folder, 'certificate.pem');
  execFileSync('keytool', ['-exportcert', '-rfc', '-file', file, ...store], { stdio: 'ignore' });
  return readFileSync(file);
}

const users = `user_broker="${password}" user_intake="${password}"`;
const securedBy = (keystore: string) => ({
  'listener.security.protocol.map': 'PLAINTEXT:SASL_SSL,CONTROLLER:PLAINTEXT',
  'group.max.size': '1',
  'sasl.enabled.mechanisms': 'PLAIN',
  'sasl.mechanism.inter.broker.protocol': 'PLAIN',
  'listener.name.plaintext.plain.sasl.jaas.config': `org.apache.kafka.common.security.plain.PlainLoginModule required username="broker" password="${password}" ${users};`,
  'ssl.keystore.location': keystore,
  'ssl.keystore.type': 'PKCS12',
  'ssl.keystore.password': password,
  'ssl.key.password': password,
  'ssl.truststore.location': keystore,
  'ssl.truststore.type': 'PKCS12',
  'ssl.truststore.password': password,
});

const connection = (sasl: { password: string } | null, ca: Buffer | null) => ({
  brokers: server.brokers,
  clientId: 'secured',
  ...(ca ? { ssl: { ca: [ca] } } : {}),
  ...(sasl ? { sasl: { mechanism: 'plain' as const, username: 'intake', ...sasl } } : {}),
});

test('writes and reads over TLS with a user name and a password', async () => {
  const secure = connection({ password }, certificate);
  await setupKafkaTopic(secure, topicForTests);
  const log = await openKafkaEventLog({ ...secure, topic: topicForTests.name });
  await log.append([event('units:1', 'secret')]);
  const batches = await consumeUntil(log, messagesDelivered(1));
  expect(String(batches[0]?.messages[0]?.value)).toBe('secret');
  await log.close();
});

test('gets nowhere with a wrong password, without one, without TLS or with an unknown certificate', async () => {
  const wrong = [
    connection({ password: 'wrong' }, certificate),
    connection(null, certificate),
    connection({ password }, null),
    { ...connection({ password }, null), ssl: true },
  ];
  for (const each of wrong) {
    const opening = openKafkaEventLog({ ...each, topic: topicForTests.name });
    await expect(opening).rejects.toMatchObject({ code: 'unavailable' });
  }
});

test('ends consuming with the reason when the broker will not have it', async () => {
  const secure = { ...connection({ password }, certificate), topic: topicForTests.name };
  const [first, second] = await Promise.all([openKafkaEventLog(secure), openKafkaEventLog(secure)]);
  const options = { group: 'full', maxBatch: 5, onBatch: async () => ({ next: 0 }) };
  const inGroup = await first.consume(options);
  await new Promise((fulfil) => setTimeout(fulfil, 1_500));
  const startedAt = performance.now();
  const refused = await second.consume(options);
  await expect(refused.ended).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining('group'),
  });
  expect(performance.now() - startedAt).toBeLessThan(15_000);
  await inGroup.stop();
  await Promise.all([first.close(), second.close()]);
});
