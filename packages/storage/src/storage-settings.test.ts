import { readSettings } from '@kuulolla/service-kit/settings';
import { describe, expect, it } from 'vitest';
import { checkStorageSettings, storageSettings } from './storage-settings.ts';

const servers = { KAFKA_BROKERS: 'kafka:9092', MONGODB_URL: 'mongodb://mongo/' };
const check = (environment: Record<string, string>) =>
  checkStorageSettings(readSettings(storageSettings, environment));

describe('settings of log and store that are half set are refused:', () => {
  it.each<[what: string, environment: Record<string, string>, names: RegExp]>([
    ['brokers without a store', { KAFKA_BROKERS: 'kafka:9092' }, /^KAFKA_BROKERS and MONGODB_URL/],
    ['a store without brokers', { MONGODB_URL: 'mongodb://mongo/' }, /^KAFKA_BROKERS and MONGODB_URL/],
    [
      'a user of Kafka without password',
      { ...servers, KAFKA_SASL_USERNAME: 'k' },
      /^KAFKA_SASL_USERNAME and/,
    ],
    ['a password of Kafka without user', { ...servers, KAFKA_SASL_PASSWORD: 'p' }, /KAFKA_SASL_PASSWORD go/],
    ['a user of MongoDB without password', { ...servers, MONGODB_USERNAME: 'k' }, /^MONGODB_USERNAME and/],
    ['a password of MongoDB without user', { ...servers, MONGODB_PASSWORD: 'p' }, /MONGODB_PASSWORD go/],
    [
      'TLS of Kafka without brokers',
      { KAFKA_TLS_CA: 'ca.pem' },
      /^KAFKA_TLS_CA is set without KAFKA_BROKERS/,
    ],
    [
      'TLS of MongoDB without one',
      { MONGODB_TLS_CA: 'ca.pem' },
      /^MONGODB_TLS_CA is set without MONGODB_URL/,
    ],
    [
      'sign-in to Kafka without brokers',
      { KAFKA_SASL_USERNAME: 'k', KAFKA_SASL_PASSWORD: 'p' },
      /^KAFKA_SASL_USERNAME is set without/,
    ],
    [
      'sign-in to MongoDB without one',
      { MONGODB_USERNAME: 'k', MONGODB_PASSWORD: 'p' },
      /^MONGODB_USERNAME is set without/,
    ],
  ])('%s', (_what, environment, names) => {
    expect(() => check(environment)).toThrow(names);
  });

  it('whole ones, and none, are taken', () => {
    check({});
    check(servers);
    check({
      ...servers,
      KAFKA_TLS_CA: 'ca.pem',
      KAFKA_SASL_USERNAME: 'k',
      KAFKA_SASL_PASSWORD: 'p',
      MONGODB_TLS_CA: 'ca.pem',
      MONGODB_USERNAME: 'k',
      MONGODB_PASSWORD: 'p',
    });
  });
});
