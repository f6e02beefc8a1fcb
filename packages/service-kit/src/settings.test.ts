import { describe, expect, test } from 'vitest';
import { numberSetting, readSettings } from './settings.ts';

const shape = { PORT: numberSetting(0, 65_535).default(8080) };

describe('settings', () => {
  test('a slip in a name of ours ends the start with a sentence that names it', () => {
    expect(() => readSettings(shape, { INTAKE_KEY: 'x' })).toThrow(/^INTAKE_KEY is no setting of Kuulolla/);
  });

  test('a setting of another service in a shared file is no slip', () => {
    expect(readSettings(shape, { INTAKE_KEYS: 'x', HOME: '/' })).toEqual({ PORT: 8080 });
  });

  test('what Kubernetes sets for Services named like us stops no start', () => {
    const links = {
      KAFKA_SERVICE_HOST: '10.96.0.7',
      KAFKA_SERVICE_PORT: '9092',
      KAFKA_SERVICE_PORT_TLS_CLIENTS: '9093',
      KAFKA_BOOTSTRAP_SERVICE_HOST: '10.96.0.8',
      MONGODB_PORT: 'tcp://10.96.0.9:27017',
      LIVE_PORT: 'tcp://10.96.0.10:8082',
      LIVE_PORT_8082_TCP: 'tcp://10.96.0.10:8082',
      LIVE_PORT_8082_TCP_ADDR: '10.96.0.10',
      INTAKE_PORT_8081_TCP_PORT: '8081',
      REPORTS_PORT_8083_TCP_PROTO: 'tcp',
      RECORDER_PORT_514_UDP: 'udp://10.96.0.11:514',
    };
    expect(readSettings(shape, links)).toEqual({ PORT: 8080 });
  });

  test.each([
    ['INTAKE_PORT', '8081'],
    ['LIVE_PORT', ''],
    ['KAFKA_HOST', '10.96.0.7'],
    ['MONGODB_SERVICE', 'mongo'],
    ['LIVE_PORT_8082_TCP_ADDRESS', '10.96.0.10'],
    ['KAFKA_SERVICE_HOSTS', '10.96.0.7'],
  ])('%s=%j only looks like what Kubernetes sets, and is a slip', (name, value) => {
    expect(() => readSettings(shape, { [name]: value })).toThrow(`${name} is no setting of Kuulolla`);
  });

  test('a setting that Kubernetes has filled with the address of a Service says so, and what to do', () => {
    const metrics = { METRICS_PORT: numberSetting(0, 65_535).default(9081) };
    expect(() => readSettings(metrics, { METRICS_PORT: 'tcp://10.96.0.12:9090' })).toThrow(
      'METRICS_PORT is wrong: it must be a whole number from 0 to 65535, and tcp://10.96.0.12:9090 is what Kubernetes gives ' +
        'for its Service named metrics; set METRICS_PORT in the container, or enableServiceLinks: false in its pod.',
    );
  });

  test.each(['abc', '-1', '70000', '8080.5', '0x10', ' 80'])('the port %j is refused by name', (PORT) => {
    expect(() => readSettings(shape, { PORT })).toThrow(
      'PORT is wrong: it must be a whole number from 0 to 65535.',
    );
  });

  test('an empty variable counts as absent', () => {
    expect(readSettings(shape, { PORT: '' })).toEqual({ PORT: 8080 });
  });
});
