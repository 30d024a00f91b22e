import { closeSync, openSync, readSync } from 'node:fs';
import { deserialize, serialize } from 'node:v8';
import { move, transferableSymbol, valueSymbol } from 'piscina';
import { documentText } from '../../agency/documents/document-text.ts';
import { directoryOf } from '../../agency/people/directory.ts';
import type { Message } from '../../mail/message.ts';
import type { Directory } from '../../mail/people.ts';
import { judge } from '../../rules/judge.ts';
import { keysOf, recordOf, summaryOf } from './index-keys.ts';
import { readHeaderOnly, readMessage, type ReadMessage } from './read-message.ts';
import type { DocumentText } from './read-part.ts';
import type { FileContent, Judged, JudgeSettings, Source } from './reader.ts';
import { repairMessage, withCrlf } from './repair-message.ts';
import type { Carried, CarriedValue, Depth, JudgeTask, Opened, OpenTask, ReadResult, ReadTask, Result, Task } from './tasks.ts';

function octetsOf(source: Source): Buffer {
  if ('bytes' in source) return Buffer.from(source.bytes.buffer, source.bytes.byteOffset, source.bytes.byteLength);
  const octets = Buffer.allocUnsafeSlow(source.length);
  const file = openSync(source.path, 'r');
  try {
    let at = 0;
    while (at < source.length) {
      const read = readSync(file, octets, at, source.length - at, at);
      if (read === 0) throw new Error(`${source.path} is shorter than ${source.length} octets`);
      at += read;
    }
  } finally {
    closeSync(file);
  }
  return octets;
}

/** Loaded with the worker: loading takes longer than a message may. */
const readDocument: DocumentText = (file) => documentText(file, { pages: 1 });
const documentsSkipped: DocumentText = () => Promise.resolve({ firstPage: '', unreadable: 'limits' });

async function readSource(octets: Buffer, depth: Depth, problem: Message['problem'], smtpUtf8: boolean): Promise<ReadMessage> {
  if (depth === 'header' && problem !== null) return { message: readHeaderOnly(octets, problem), parts: [], root: null };
  return readMessage(octets, { smtpUtf8, documentText: depth === 'all' ? readDocument : documentsSkipped });
}

/** Hands `value` over with its large buffers moved, not copied; the pool unwraps it, so callers see a T. */
function moving<T extends Result>(value: T, buffers: readonly ArrayBuffer[]): T {
  const wrapped: unknown = move({ [transferableSymbol]: buffers, [valueSymbol]: value });
  return wrapped as T;
}

async function open(task: OpenTask): Promise<Opened> {
  const { message } = await readSource(octetsOf(task.source), task.depth, task.problem, task.envelope.smtpUtf8);
  const keys = keysOf(message);
  const value: CarriedValue = { message, record: recordOf(message, task.envelope, keys), summary: summaryOf(message, task.envelope) };
  const carried: Carried = new Uint8Array(serialize(value));
  const needsOctets = message.wire.bareNewline || message.legacy.some((text) => text.repairable);
  return moving({ carried, keys, needsOctets }, [carried.buffer]);
}

let known: { readonly version: number; readonly settings: JudgeSettings; readonly directory: Directory } | null = null;

function settingsOf({ version, octets }: JudgeTask['settings']): NonNullable<typeof known> {
  if (known?.version !== version) {
    const settings = deserialize(Buffer.from(new Uint8Array(octets))) as JudgeSettings;
    known = { version, settings, directory: directoryOf(settings) };
  }
  return known;
}

async function judgeCarried(task: JudgeTask): Promise<Judged> {
  const { message, record, summary } = deserialize(task.carried) as CarriedValue;
  const { settings, directory } = settingsOf(task.settings);
  const { envelope, session, facts, now } = task;
  const input = { envelope, session, facts, now, directory, policy: settings.policy, boundary: settings.boundary };
  let verdict = judge({ ...input, message });
  if (!verdict.repaired || task.source === null) return { verdict: { ...verdict, repaired: false }, record, summary, repaired: null };

  let octets = octetsOf(task.source);
  if (message.wire.bareNewline) {
    // Other line ends can make another message: it is judged as it will leave.
    octets = withCrlf(octets);
    const mended = await readMessage(octets, { smtpUtf8: envelope.smtpUtf8, documentText: readDocument });
    const again = judge({ ...input, message: mended.message, repairedBytes: octets.length });
    verdict = { ...again, findings: [...verdict.findings.filter((f) => f.rule === 'wire.bare-newline'), ...again.findings] };
  }
  const read = await readMessage(octets, { smtpUtf8: envelope.smtpUtf8 });
  const legacyRepair = message.wire.bareNewline && !verdict.repaired ? null : repairMessage(octets, read, envelope);
  const repaired = legacyRepair ?? (message.wire.bareNewline ? octets : null);
  if (repaired !== null && repaired.length > settings.policy.limits.outgoing) {
    verdict = judge({ ...input, message: read.message, repairedBytes: repaired.length });
    if (!verdict.repaired) return { verdict, record, summary, repaired: null };
  }
  verdict = { ...verdict, repaired: repaired !== null };
  const copy = repaired === null ? null : new Uint8Array(repaired);
  return moving({ verdict, record, summary, repaired: copy }, copy === null ? [] : [copy.buffer]);
}

/** Files of the message itself; a message inside is one file. */
async function read(task: ReadTask): Promise<ReadResult> {
  const { message, parts, root } = await readSource(octetsOf(task.source), task.depth, task.problem, true);
  if (!task.files || root === null) return { message, files: [] };
  const files: (FileContent & { readonly bytes: Uint8Array<ArrayBuffer> })[] = [];
  let below = '';
  for (const { part, content } of parts) {
    if (below !== '' && part.path.startsWith(below)) continue;
    const isFile = part.fileName !== null || part.disposition === 'attachment' || part.text === null;
    if (content === null || part.sha256 === null || !isFile) continue;
    if (part.holdsMessage) below = `${part.path}.`;
    files.push({ path: part.path, name: part.fileName, mediaType: part.mediaType, sha256: part.sha256, bytes: new Uint8Array(content) });
  }
  return moving(
    { message, files },
    files.map((file) => file.bytes.buffer),
  );
}

/** Entry of the worker thread. */
export function task(given: Task): Promise<Result> {
  new Float64Array(given.began)[0] = Date.now();
  switch (given.kind) {
    case 'open':
      return open(given);
    case 'judge':
      return judgeCarried(given);
    case 'read':
      return read(given);
  }
}
