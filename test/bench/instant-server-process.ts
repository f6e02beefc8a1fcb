// As much of MongoDB's protocol as our services use from an answer's recording to the gateways, from memory, so that what
// they cost is not what they wait. What a transaction writes is there at once, only its changes are told when it is
// committed, and nothing is durable: this is for benchmarks alone.
import { createServer, type Socket } from 'node:net';
import { BSON } from 'mongodb';
import { createInstantChanges } from './instant-changes.ts';

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

const changes = createInstantChanges();

function matches(document: Document, filter: Document): boolean {
  return Object.entries(filter).every(([name, wanted]) => isAsked(document[name], wanted));
}

/** Equal, or within bounds; nothing else is asked. */
function isAsked(value: unknown, wanted: unknown): boolean {
  if (typeof wanted !== 'object' || wanted === null) return value === wanted;
  const { $gte, $lte } = wanted as Document;
  const text = String(value);
  return ($gte === undefined || text >= $gte) && ($lte === undefined || text <= $lte);
}

function sorted(documents: Document[], by: Document = {}): Document[] {
  const names = Object.keys(by);
  if (names.length === 0) return documents;
  return documents.sort((a, b) => {
    const name = names.find((each) => a[each] !== b[each]);
    return name === undefined ? 0 : by[name] * (a[name] < b[name] ? -1 : 1);
  });
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

function put(name: string, document: Document, command: Document): void {
  collection(name).set(document._id, document);
  if (name === 'tallies') changes.note(document, command);
}

function update(command: Document, { q, u, upsert }: Document): { n: number; upserted?: unknown } {
  const name = command.update;
  const before = found(name, q)[0];
  if (before === undefined && !(upsert && !collection(name).has(q._id))) return { n: 0 };
  put(name, changed(before, q._id, u), command);
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

function answer(command: Document): Document | Promise<Document> {
  const [name = '', target] = Object.entries(command)[0] ?? [];
  switch (name) {
    case 'hello':
    case 'ismaster':
    case 'isMaster':
      return { ...hello, localTime: new Date() };
    case 'find': {
      const firstBatch = sorted(found(target, command.filter ?? {}), command.sort);
      return { cursor: { id: BSON.Long.ZERO, ns: `bench.${target}`, firstBatch } };
    }
    case 'insert':
      for (const document of command.documents) put(target, document, command);
      return { n: command.documents.length };
    case 'update': {
      const results = command.updates.map((one: Document) => update(command, one));
      const upserted = results.flatMap(({ upserted: _id }: { upserted?: unknown }, index: number) =>
        _id === undefined ? [] : [{ index, _id }],
      );
      const n = results.reduce((sum: number, result: { n: number }) => sum + result.n, 0);
      return { n, nModified: n - upserted.length, ...(upserted.length > 0 && { upserted }) };
    }
    case 'commitTransaction':
    case 'abortTransaction':
      changes.end(command, name === 'commitTransaction');
      return {};
    case 'aggregate': {
      const [{ $changeStream: stream } = {}] = command.pipeline;
      if (stream !== undefined) return changes.open(target, stream.resumeAfter);
      return { cursor: { id: BSON.Long.ZERO, ns: `bench.${target}`, firstBatch: [] } };
    }
    case 'getMore':
      return changes.more(command);
    case 'killCursors':
      changes.close(command.cursors);
      return { cursorsKilled: command.cursors };
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
  Promise.resolve(answer(command)).then((document) => reply(socket, id, isQuery, document));
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
