'use strict';
/**
 * Prints, as JSON, what plugins meet at run time in the installed Haraka: for each object the names of its public members and the kind of
 * each value. Runs as a process of its own: Haraka watches its configuration and hooks `process`.
 */
const fs = require('node:fs');
const { createRequire } = require('node:module');
const path = require('node:path');

// Haraka logs to stdout; only the answer belongs there.
const answer = process.stdout.write.bind(process.stdout);
process.stdout.write = () => true;

const haraka = path.dirname(require.resolve('Haraka/package.json'));
const core = (name) => require(path.join(haraka, name));
/** The packages that this Haraka itself uses. */
const used = createRequire(path.join(haraka, 'package.json'));
const constants = used('haraka-constants');
const { Address } = used('@haraka/email-address');
const message = used('haraka-email-message');
const plugins = core('plugins');
const server = core('server');
const outbound = core('outbound');

const kind = (value) => (value === null ? 'null' : typeof value);

/** Own and inherited members, down to (not including) the classes of Node itself. */
function members(object, stopAt = []) {
  const found = {};
  const stops = new Set([Object.prototype, Function.prototype, ...stopAt.map((type) => type.prototype)]);
  for (let at = object; at && !stops.has(at); at = Object.getPrototypeOf(at)) {
    for (const name of Object.getOwnPropertyNames(at)) {
      if (name === 'constructor' || name.startsWith('_') || Object.hasOwn(found, name)) continue;
      found[name] = kind(object[name]);
    }
  }
  return found;
}

const listener = { address: () => ({ address: '127.0.0.1', port: 25 }), has_tls: false, notes: {} };
// `haraka_smtps.proxy` is Haraka's own way to postpone the first hooks: no DNS question is asked.
const client = {
  remoteAddress: '127.0.0.1',
  remotePort: 4321,
  localAddress: '127.0.0.1',
  localPort: 25,
  haraka_smtps: { proxy: {} },
  on() {},
};
const connection = core('connection').createConnection(client, listener);
connection.transaction = core('transaction').createTransaction('TEST.1', {});
connection.transaction.mail_from = new Address('<thu.ky@vidu.gov.vn>');
connection.transaction.results = new (used('haraka-results'))(connection);

const { EventEmitter } = require('node:events');
const { Stream } = require('node:stream');
const sources = ['connection.js', 'logger.js', 'server.js', 'outbound/hmail.js', 'outbound/index.js', 'plugins.js'].map((name) =>
  fs.readFileSync(path.join(haraka, name), 'utf8'),
);
const hooks = new Set(sources.flatMap((text) => [...text.matchAll(/run_hooks\(\s*'(\w+)'/g)].map((match) => match[1])));
// server.js: run_hooks(`init_${type}`) with these two types
if (sources.some((text) => text.includes('run_hooks(`init_${type}`'))) for (const type of ['master', 'child']) hooks.add(`init_${type}`);

// The file does not exist: the item says so in the log and stays as it was made.
const hmail = new outbound.HMailItem(outbound.qfile.name(), path.join(__dirname, 'no-such-queue-file'));
const transaction = connection.transaction;
/** Names from the command line that no source mentions. */
function unheardOf(names) {
  const packages = path.dirname(haraka);
  const folders = fs.readdirSync(packages).filter((name) => /^(Haraka|haraka-(?!plugin-api-typings).*)$/.test(name));
  folders.push(path.join('@haraka', 'email-address'));
  const text = folders
    .flatMap((folder) =>
      ['', 'lib', 'outbound', 'plugins', 'plugins/auth'].flatMap((inner) => {
        const at = path.join(packages, folder, inner);
        return fs.existsSync(at)
          ? fs
              .readdirSync(at)
              .filter((name) => name.endsWith('.js'))
              .map((name) => path.join(at, name))
          : [];
      }),
    )
    .map((file) => fs.readFileSync(file, 'utf8'))
    .join('\n');
  return names.filter((name) => !new RegExp(`\\b${name}\\b`).test(text));
}

const report = {
  unheardOf: unheardOf(process.argv.slice(2)),
  version: require('Haraka/package.json').version,
  hooks: [...hooks].sort(),
  constants: Object.fromEntries(Object.entries(constants).filter(([, value]) => typeof value === 'number')),
  states: constants.connection.state,
  objects: {
    HarakaConstants: members(constants),
    Connection: members(connection),
    RemotePeer: members(connection.remote),
    LocalEndpoint: members(connection.local),
    Hello: members(connection.hello),
    TlsState: members(connection.tls),
    ProxyState: members(connection.proxy),
    Counts: members(connection.rcpt_count),
    Transaction: members(transaction),
    Notes: members(transaction.notes),
    ResultStore: members(connection.results),
    Result: members((connection.results.add({ name: 'test' }, { pass: 'a' }), connection.results.get('test'))),
    Header: members(new message.Header()),
    Body: members(new message.Body(), [EventEmitter]),
    AttachmentStream: members(message.createAttachmentStream(new message.Header()), [Stream, EventEmitter]),
    MessageStream: members(transaction.message_stream, [Stream, EventEmitter]),
    Address: members(new Address('<Thu.Ky@Vidu.gov.vn>')),
    Plugin: members(new plugins.Plugin('queue/discard')),
    Config: members(new plugins.Plugin('queue/discard').config),
    DSN: members(used('haraka-dsn').create(550, 'no', 1, 1)),
    DSNFactory: members(used('haraka-dsn')),
    Outbound: members(outbound),
    HMailItem: members(hmail, [EventEmitter]),
    TodoItem: members(new outbound.TODOItem('vidu.gov.vn', [], transaction)),
    Server: members(server),
    Logger: members(core('logger')),
    NetUtils: members(used('haraka-net-utils')),
    HarakaMx: members(new (used('haraka-net-utils').HarakaMx)('mx.vidu.gov.vn:25')),
    Plugins: members(plugins),
  },
};
answer(`${JSON.stringify(report)}\n`, () => process.exit(0));
