import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { passedOf } from '../../gateway/passed.ts';
import type { Passed, Provenance } from '../../gateway/provenance.ts';
import { createReader } from '../../gateway/read/create-reader.ts';
import type { JudgeSettings, Reader } from '../../gateway/read/reader.ts';
import { isInside, isOutside } from '../../mail/boundary.ts';
import type { Envelope, Session, Via } from '../../mail/envelope.ts';
import type { Message } from '../../mail/message.ts';
import type { Directory } from '../../mail/people.ts';
import type { Finding, Outcome } from '../../mail/verdict.ts';
import { localDay } from '../../rules/words.ts';
import { connectStore } from '../../store/connect.ts';
import { startEmbeddedStore } from '../../store/embedded/start.ts';
import { createProvenance } from '../../store/provenance.ts';
import type { Command, Io } from './command.ts';
import { dateOfFile, headerOf, mailFiles, readMailFile } from './mail-files.ts';

const usage = 'vanthu judge [--from A] [--to B,C] [--as PERSON] [--via submission|relay|inbound] [--seen DIR] [--json] FILE|DIR …';

export type OpenedProvenance = { readonly provenance: Provenance; close(): Promise<void> };

/** What the command needs of an installation. */
export type JudgeContext = {
  readonly reader: JudgeSettings;
  readonly directory: Directory;
  readonly threads: number;
  readonly deadlineMs: number;
  /** What passed on this installation; only read. */
  openProvenance(): Promise<OpenedProvenance>;
};

type JudgeVia = Extract<Via, 'submission' | 'relay' | 'inbound'>;
type Options = { readonly from?: string; readonly to?: readonly string[]; readonly as?: string; readonly via: JudgeVia };

/** One line of output. */
type Row = {
  readonly file: string;
  readonly findings: readonly Finding[];
  readonly actions: Readonly<Record<string, Outcome>>;
  readonly ms: number;
};

const seenBatch = 100;

const isVia = (text: string): text is JudgeVia => text === 'submission' || text === 'relay' || text === 'inbound';

const address = (text: string): string => {
  const at = text.trim().lastIndexOf('@');
  return at === -1
    ? text.trim()
    : `${text.trim().slice(0, at)}@${text
        .trim()
        .slice(at + 1)
        .toLowerCase()}`;
};

/** Who would have signed in: the person given, else the one the header names, else the first user of that mailbox. */
function accountFor(header: Message, options: Options, directory: Directory): string | null {
  if (options.as !== undefined) return options.as.toLowerCase();
  const from = options.from ?? header.from[0]?.address ?? '';
  return directory.person(from)?.address ?? directory.mailbox(from)?.users[0] ?? null;
}

function transaction(header: Message, options: Options, directory: Directory, now: string): { envelope: Envelope; session: Session } {
  const recipients = options.to ?? [...new Set([...header.to, ...header.cc].map((m) => m.address))];
  return {
    envelope: {
      from: options.from ?? header.from[0]?.address ?? '',
      recipients: recipients.map((r) => ({ address: r })),
      smtpUtf8: true,
      body8bit: true,
    },
    session: {
      via: options.via,
      person: options.via === 'submission' ? accountFor(header, options, directory) : null,
      client: '127.0.0.1',
      helo: 'localhost',
      tls: true,
      receivedAt: now,
      aligned: false,
    },
  };
}

/** Mail that passed before, taken in order of its Date into a store of its own that ends with the command. */
async function provenanceOfSeen(folder: string, context: JudgeContext, reader: Reader, io: Io): Promise<OpenedProvenance> {
  const temporary = await mkdtemp(join(tmpdir(), 'vanthu-judge-'));
  const store = await startEmbeddedStore({ folder: temporary });
  const connection = await connectStore(store.uri);
  const close = async (): Promise<void> => {
    await connection.close();
    await store.stop();
    await rm(temporary, { recursive: true, force: true });
  };
  try {
    const provenance = await createProvenance(connection, context.directory.agency);
    const files: { readonly file: string; readonly at: number }[] = [];
    for await (const file of mailFiles([folder], io.cwd)) files.push({ file, at: await dateOfFile(file, io.cwd) });
    files.sort((a, b) => a.at - b.at);
    let batch: Passed[] = [];
    for (const [index, { file, at }] of files.entries()) {
      batch.push(await passedFile(file, `seen-${String(index)}`, new Date(at).toISOString(), context, reader, io));
      if (batch.length >= seenBatch || index === files.length - 1) {
        await provenance.add(batch);
        batch = [];
      }
    }
    return { provenance, close };
  } catch (error) {
    await close();
    throw error;
  }
}

const noFacts = { known: [], rate: { messages: 0, newOutside: 0 } };

async function passedFile(file: string, id: string, now: string, context: JudgeContext, reader: Reader, io: Io): Promise<Passed> {
  const bytes = await readMailFile(file, io.cwd);
  const header = headerOf(bytes);
  const ours = isInside(context.reader.boundary, header.from[0]?.address ?? '');
  const { envelope, session } = transaction(header, { via: ours ? 'submission' : 'inbound' }, context.directory, now);
  const { verdict, record } = await reader.judge({ source: { bytes }, envelope, session, now }, () => Promise.resolve(noFacts));
  // It did pass, whatever the rules would say of it today.
  const passed = { ...verdict, outcomes: Object.fromEntries(envelope.recipients.map((r) => [r.address, 'pass' as const])) };
  return passedOf({ id, envelope, session, verdict: passed, record, today: localDay(now) }, context.reader.boundary, context.directory);
}

async function judgeFile(
  file: string,
  options: Options,
  context: JudgeContext,
  reader: Reader,
  provenance: Provenance,
  io: Io,
): Promise<Row> {
  const bytes = await readMailFile(file, io.cwd);
  const now = new Date().toISOString();
  const start = performance.now();
  const { envelope, session } = transaction(headerOf(bytes), options, context.directory, now);
  const outside = envelope.recipients.map((r) => r.address).filter((a) => isOutside(context.reader.boundary, a, localDay(now)));
  const { verdict } = await reader.judge({ source: { bytes }, envelope, session, now }, (keys) =>
    // A file that is looked at is not sent: it has no rate.
    provenance.lookup(keys, { account: null, now, outside }),
  );
  return { file, findings: verdict.findings, actions: verdict.outcomes, ms: Math.round((performance.now() - start) * 10) / 10 };
}

const asText = (row: Row): string =>
  [
    `${row.file}: ${Object.entries(row.actions)
      .map(([to, outcome]) => `${to} ${outcome}`)
      .join(', ')}`,
    ...row.findings.map((f) => `  ${f.rule} (${f.clause}) ${f.action}: ${f.reasons.map((r) => r.text).join('; ')}`),
  ].join('\n');

/** Resolves when the reader of our output has caught up: rows never pile up in memory. */
async function write(io: Io, line: string): Promise<void> {
  if (!io.stdout.write(`${line}\n`)) await new Promise((resolve) => io.stdout.once('drain', resolve));
}

/** Judges up to `window` files at a time and prints them in order. Returns the exit code. */
async function judgeAll(
  paths: readonly string[],
  json: boolean,
  judgeOne: (file: string) => Promise<Row>,
  window: number,
  io: Io,
): Promise<number> {
  let code = 0;
  const queue: { readonly file: string; readonly row: Promise<Row | Error> }[] = [];
  const next = async (): Promise<void> => {
    const first = queue.shift();
    if (first === undefined) return;
    const row = await first.row;
    if (row instanceof Error) {
      code = 1;
      io.stderr.write(`Không đọc được tệp ${first.file}: ${row.message}\n`);
    } else await write(io, json ? JSON.stringify(row) : asText(row));
  };
  for await (const file of mailFiles(paths, io.cwd)) {
    const row = judgeOne(file).catch((error: unknown) => (error instanceof Error ? error : new Error(String(error))));
    queue.push({ file, row });
    if (queue.length >= window) await next();
  }
  while (queue.length > 0) await next();
  return code;
}

type Arguments = {
  readonly options: Options;
  readonly seen: string | undefined;
  readonly json: boolean;
  readonly paths: readonly string[];
};

function argumentsOf(args: readonly string[]): Arguments | null {
  try {
    const text = { type: 'string' } as const;
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { from: text, to: text, as: text, via: text, seen: text, json: { type: 'boolean' } },
    });
    const via = values.via ?? 'submission';
    if (!isVia(via) || positionals.length === 0) return null;
    return {
      options: {
        via,
        ...(values.from === undefined ? {} : { from: address(values.from) }),
        ...(values.to === undefined
          ? {}
          : {
              to: values.to
                .split(',')
                .map((a) => address(a))
                .filter((a) => a !== ''),
            }),
        ...(values.as === undefined ? {} : { as: address(values.as) }),
      },
      seen: values.seen,
      json: values.json ?? false,
      paths: positionals,
    };
  } catch {
    return null;
  }
}

async function run(args: readonly string[], io: Io, openContext: (io: Io) => Promise<JudgeContext>): Promise<number> {
  const given = argumentsOf(args);
  if (given === null) {
    io.stderr.write(`Cách dùng: ${usage}\n`);
    return 2;
  }
  const context = await openContext(io);
  const reader = createReader(context.reader, { threads: context.threads, deadlineMs: context.deadlineMs });
  let opened: OpenedProvenance | null = null;
  try {
    opened = given.seen === undefined ? await context.openProvenance() : await provenanceOfSeen(given.seen, context, reader, io);
    const { provenance } = opened;
    return await judgeAll(
      given.paths,
      given.json,
      (file) => judgeFile(file, given.options, context, reader, provenance, io),
      context.threads * 2,
      io,
    );
  } catch (error) {
    io.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  } finally {
    await opened?.close();
    await reader.close();
  }
}

/** What the rules say of mail files, without a server. Files in `--seen` count as mail that passed before. */
export const judgeCommand = (openContext: (io: Io) => Promise<JudgeContext>): Command => ({
  name: 'judge',
  summary: 'Xem các quy tắc nói gì về tệp thư · What the rules say of mail files',
  usage,
  run: (args, io) => run(args, io, openContext),
});
