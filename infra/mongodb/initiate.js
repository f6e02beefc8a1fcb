// Makes the three servers one replica set and its users. Runs in mongo-1's network, whose first user only a local
// connection may make; run again it changes nothing, except that our user may use the database that is set now and no other.
// MONGODB_RESTORE_DATABASE names one more, for a restore: README.md. The next run without it takes that right back.
const members = ['mongo-1', 'mongo-2', 'mongo-3'];
const local = 'mongodb://localhost:27017/admin?directConnection=true&tls=true&tlsCAFile=/run/secrets/ca.pem';
const {
  MONGODB_DATABASE,
  MONGODB_RESTORE_DATABASE,
  MONGODB_USERNAME,
  MONGODB_PASSWORD,
  MONGODB_ROOT_PASSWORD,
} = process.env;
const deadline = Date.now() + 180_000;

/** Calls `attempt` each second until it returns something true; throws its last error, or says what it waited for. */
function until(what, attempt) {
  let last = new Error(`${what}: not within three minutes.`);
  while (Date.now() < deadline) {
    try {
      const result = attempt();
      if (result) return result;
    } catch (error) {
      last = error;
    }
    sleep(1_000);
  }
  throw last;
}

/** Makes root. Only the first user may be made by somebody who has not signed in. */
function makeRoot(admin) {
  try {
    admin.createUser({ user: 'root', pwd: MONGODB_ROOT_PASSWORD, roles: ['root'] });
  } catch (error) {
    if (error.codeName !== 'Unauthorized') throw error;
    throw new Error('MONGODB_ROOT_PASSWORD is not the password that root was made with.');
  }
}

/** This server's `admin`, as root once there is one. */
function enter(admin) {
  try {
    return Boolean(admin.auth('root', MONGODB_ROOT_PASSWORD));
  } catch (error) {
    if (error.codeName === 'AuthenticationFailed') return false;
    throw error;
  }
}

const admin = until('mongo-1 answers', () => connect(local));
if (!admin.hello().setName) {
  // All servers first: a member that cannot be reached makes the initiation fail.
  const hosts = members.map((name, index) => ({
    _id: index,
    host: `${name}:27017`,
    priority: index === 0 ? 2 : 1,
  }));
  until(
    'the replica set is made',
    () => admin.adminCommand({ replSetInitiate: { _id: 'kuulolla', members: hosts } }).ok,
  );
}
until('the replica set has a primary', () => admin.hello().primary);

if (!enter(admin)) {
  until('mongo-1 is the primary', () => admin.hello().isWritablePrimary);
  makeRoot(admin);
  enter(admin);
}

// Wherever the primary is by now.
const all = members.map((name) => `${name}:27017`).join(',');
const primary = connect(
  `mongodb://${all}/admin?replicaSet=kuulolla&tls=true&tlsCAFile=/run/secrets/ca.pem`,
  'root',
  MONGODB_ROOT_PASSWORD,
);
// It makes collections and indexes too, and follows changes; it drops no database.
const roles = [MONGODB_DATABASE, MONGODB_RESTORE_DATABASE]
  .filter(Boolean)
  .map((db) => ({ role: 'readWrite', db }));
if (primary.getUser(MONGODB_USERNAME)) {
  primary.updateUser(MONGODB_USERNAME, { pwd: MONGODB_PASSWORD, roles });
} else {
  primary.createUser({ user: MONGODB_USERNAME, pwd: MONGODB_PASSWORD, roles });
}
print('The replica set and its users are there.');
