import { change } from '@kuulolla/nps/change';
import { describe, expect, test } from 'vitest';
import { listedVerdicts } from './listed-verdicts.ts';

const rise = (p: number) => ({ difference: 12, low: 1, high: 23, p, verdict: 'rise' as const });
const calm = (p: number) => ({ difference: 1, low: -9, high: 11, p, verdict: 'none' as const });

describe('verdicts of a list', () => {
  test('one lucky unit among forty calm ones is not called a rise', () => {
    const list = [rise(0.04), ...Array.from({ length: 40 }, (_, i) => calm(0.1 + i / 50))];
    expect(listedVerdicts(list)[0]?.verdict).toBe('none');
  });

  test('a clear rise among forty calm ones is called one', () => {
    const list = [...Array.from({ length: 40 }, () => calm(0.5)), rise(0.0001)];
    expect(listedVerdicts(list)[40]).toEqual({ difference: 12, verdict: 'rise' });
  });

  test('rows with too few answers stay so and do not weaken the others', () => {
    const few = { ...calm(0.9), verdict: 'too-few' as const };
    const list = [rise(0.04), ...Array.from({ length: 40 }, () => few)];
    const told = listedVerdicts(list);
    expect(told[0]?.verdict).toBe('rise');
    expect(told[1]?.verdict).toBe('too-few');
  });

  test('a list of one does not call real what its own interval does not', () => {
    expect(listedVerdicts([calm(0.08)])[0]?.verdict).toBe('none');
  });

  test('a figure that has not arrived has no verdict', () => {
    expect(listedVerdicts([undefined, null])).toEqual([null, null]);
  });

  test('takes the change the servers compute', () => {
    const now = { promoters: 200, passives: 20, detractors: 10 };
    const before = { promoters: 100, passives: 20, detractors: 80 };
    expect(listedVerdicts([change(now, before)])[0]?.verdict).toBe('rise');
  });
});
