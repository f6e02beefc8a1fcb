// As much of MongoDB's protocol as a recorder uses, from memory, so that what the recorder costs is not what it waits.
// Transactions are not kept apart and nothing is durable: this is for benchmarks alone.
import { createServer, type Socket } from 'node:net';
import { BSON } from 'mongodb';

type Document = BSON.Document;

const opMsg = 2013;
const opQuery = 2004;
const opReply = 1;

const collections = new Map<string, Map<unknown, Document>>();

function collection(name: string): Map<unknown, Document> {
  const found = collections.get(name) ?? new Map();
  collections.set(name, found);
  return found;
}

function matches(document: Document, filter: Document): boolean {
  return Object.entries(filter).every(([name, wanted]) => document[name] === wanted);
}

function found(name: string, filter: Document): Document[] {
  const all = collection(name);
  const ids = filter._id?.$in ?? (filter._id === undefined ? null : [filter._id]);
  if (ids === null) return [...all.values()].filter((document) => matches(document, filter));
  const { _id, ...rest } = filter;
  return ids
    .flatMap((id: unknown) => all.get(id) ?? [])
    .filter((document: Document) => matches(document, rest));
}

/** `$set`, `$setOnInsert` and `$inc` by paths, or the whole document. */
function changed(before: Document | undefined, id: unknown, update: Document): Document {
  if (!Object.keys(update).some((name) => name.startsWith('$'))) return { _id: id, ...update };
  const after: Document = { ...(before ?? { _id: id, ...update.$setOnInsert }), ...update.$set };
  for (const [path, by] of Object.entries(update.$inc ?? {})) {
    const names = path.split('.');
    const last = names.pop() as string;
    let at = after;
    for (const name of names) {
      at[name] = { ...at[name] };
      at = at[name];
    }
    at[last] = (at[last] ?? 0) + Number(by);
  }
  return after;
}

function update(name: string, { q, u, upsert }: Document): { n: number; upserted?: unknown } {
  const all = collection(name);
  const before = found(name, q)[0];
  if (before === undefined && !(upsert && !all.has(q._id))) return { n: 0 };
  all.set(q._id, changed(before, q._id, u));
  return before === undefined ? { n: 1, upserted: q._id } : { n: 1 };
}

const hello = {
  helloOk: true,
  isWritablePrimary: true,
  ismaster: true,
  setName: 'instant',
  maxBsonObjectSize: 16_777_216,
  maxMessageSizeBytes: 48_000_000,
  maxWriteBatchSize: 100_000,
  minWireVersion: 0,
  maxWireVersion: 25,
  logicalSessionTimeoutMinutes: 30,
};

function answer(command: Document): Document {
  const [name = '', target] = Object.entries(command)[0] ?? [];
  switch (name) {
    case 'hello':
    case 'ismaster':
    case 'isMaster':
      return { ...hello, localTime: new Date() };
    case 'find': {
      const firstBatch = found(target, command.filter ?? {});
      return { cursor: { id: BSON.Long.ZERO, ns: `bench.${target}`, firstBatch } };
    }
    case 'insert':
      for (const document of command.documents) collection(target).set(document._id, document);
      return { n: command.documents.length };
    case 'update': {
      const results = command.updates.map((one: Document) => update(target, one));
      const upserted = results.flatMap(({ upserted: _id }: { upserted?: unknown }, index: number) =>
        _id === undefined ? [] : [{ index, _id }],
      );
      const n = results.reduce((sum: number, result: { n: number }) => sum + result.n, 0);
      return { n, nModified: n - upserted.length, ...(upserted.length > 0 && { upserted }) };
    }
    case 'listIndexes':
    case 'listCollections':
      return { cursor: { id: BSON.Long.ZERO, ns: 'bench.$cmd', firstBatch: [] } };
    default:
      return {};
  }
}

/** The command of an OP_MSG, whose documents may come as a section of their own. */
function commandOf(message: Buffer): Document {
  let command: Document = {};
  for (let at = 20; at < message.length; ) {
    const kind = message[at];
    const size = message.readInt32LE(at + 1);
    if (kind === 0) command = BSON.deserialize(message.subarray(at + 1, at + 1 + size));
    else {
      const nameEnd = message.indexOf(0, at + 5);
      const documents: Document[] = [];
      for (let from = nameEnd + 1; from < at + 1 + size; from += message.readInt32LE(from)) {
        documents.push(BSON.deserialize(message.subarray(from, from + message.readInt32LE(from))));
      }
      command[message.toString('utf8', at + 5, nameEnd)] = documents;
    }
    at += 1 + size;
  }
  return command;
}

function reply(socket: Socket, to: number, isQuery: boolean, document: Document): void {
  const body = BSON.serialize({ ...document, ok: 1 });
  const head = Buffer.alloc(isQuery ? 36 : 21);
  head.writeInt32LE(head.length + body.length, 0);
  head.writeInt32LE(to, 8);
  head.writeInt32LE(isQuery ? opReply : opMsg, 12);
  if (isQuery) head.writeInt32LE(1, 32);
  socket.write(Buffer.concat([head, body]));
}

function take(socket: Socket, message: Buffer): void {
  const id = message.readInt32LE(4);
  const isQuery = message.readInt32LE(12) === opQuery;
  // An OP_QUERY has its command behind flags, a name that ends with 0, and two numbers.
  const command = isQuery
    ? BSON.deserialize(message.subarray(message.indexOf(0, 20) + 9))
    : commandOf(message);
  reply(socket, id, isQuery, answer(command));
}

const server = createServer((socket) => {
  let held: Buffer = Buffer.alloc(0);
  socket.setNoDelay(true);
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk: Buffer) => {
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    while (held.length >= 4 && held.length >= held.readInt32LE(0)) {
      const size = held.readInt32LE(0);
      take(socket, held.subarray(0, size));
      held = held.subarray(size);
    }
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.stdout.write(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}\n`);
});
process.on('SIGTERM', () => process.exit(0));
