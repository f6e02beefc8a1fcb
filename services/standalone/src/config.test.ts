import { expect, test } from 'vitest';
import { readConfig } from './config.ts';

const ofOthers = ['KAFKA_BROKERS', 'MONGODB_URL', 'INTAKE_SPOOL', 'INTAKE_FINGERPRINT_KEY'];

test.each(ofOthers)('%s is passed over by npm start', (name) => {
  expect(() => readConfig({ [name]: 'somewhere' })).toThrow(`${name} is not for npm start`);
  expect(readConfig({ [name]: '' }).PORT).toBe(8080);
});
