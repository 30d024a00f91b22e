/** Commands about the server and the connection. */
import type { Command } from '../command.ts';
import { DateTime, doc, int } from '../values.ts';

/** mongod 4.4: the oldest server that today's driver speaks to. */
const WIRE_VERSION = 9;
const VERSION = '4.4.6';
const MAX_DOCUMENT = 16 * 2 ** 20;
export const MAX_MESSAGE = 48_000_000;

const greeting =
  (primary: 'ismaster' | 'isWritablePrimary'): Command =>
  ({ body, connection, now }) =>
    doc(
      ...(body.get('helloOk') === true ? ([['helloOk', true]] as const) : []),
      [primary, true],
      ['maxBsonObjectSize', int(MAX_DOCUMENT)],
      ['maxMessageSizeBytes', int(MAX_MESSAGE)],
      ['maxWriteBatchSize', int(100_000)],
      ['localTime', new DateTime(BigInt(now))],
      ['connectionId', int(connection)],
      ['minWireVersion', int(0)],
      ['maxWireVersion', int(WIRE_VERSION)],
      ['readOnly', false],
    );

export const hello = greeting('isWritablePrimary');
export const isMaster = greeting('ismaster');
export const ping: Command = () => doc();
export const endSessions: Command = () => doc();

export const buildInfo: Command = () =>
  doc(
    ['version', VERSION],
    ['versionArray', VERSION.split('.').map((n) => int(Number(n)))],
    ['gitVersion', 'embedded'],
    ['modules', []],
    ['bits', int(64)],
    ['debug', false],
    ['maxBsonObjectSize', int(MAX_DOCUMENT)],
    ['storageEngines', ['lmdb']],
  );
