import { defineConfig } from 'vitest/config';

const beside = [
  'packages/*/src/**/*.test.ts',
  'services/*/src/**/*.test.{ts,tsx}',
  'services/*/server/**/*.test.ts',
];
/** Tests with servers, browsers and processes of their own: one file at a time, or they would starve each other. */
const systems = [
  'test/**/*.test.ts',
  'packages/event-log/src/kafka/**/*.test.ts',
  'packages/event-log/src/kafka-*.test.ts',
  'packages/store/src/mongo/**/*.test.ts',
  'packages/store/src/mongo-*.test.ts',
];

export default defineConfig({
  test: {
    // A machine that does much else takes its time; what is right sooner is not waited for.
    testTimeout: 120_000,
    hookTimeout: 600_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'units',
          include: beside,
          exclude: ['**/node_modules/**', ...systems],
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'systems',
          include: systems,
          exclude: ['**/node_modules/**'],
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
