import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { openSqliteStore } from './sqlite-store.ts';
import { storeContract } from './store-contract.ts';

const root = mkdtempSync(join(tmpdir(), 'store-'));
afterAll(() => rmSync(root, { recursive: true }));

let folder = root;
const openLast = () => openSqliteStore({ file: join(folder, 'store.db'), durability: 'off', pollMs: 20 });

storeContract('the SQLite adapter', {
  open() {
    folder = mkdtempSync(join(root, 'case-'));
    return openLast();
  },
  reopen: openLast,
  async filesContain(words) {
    return readdirSync(folder).some((name) => readFileSync(join(folder, name)).includes(words));
  },
});
