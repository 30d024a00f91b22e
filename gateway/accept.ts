import type { Envelope } from '../mail/envelope.ts';
import type { Boundary } from '../mail/boundary.ts';
import { Failure } from '../mail/failure.ts';
import type { Log } from '../mail/log.ts';
import { replyOf } from '../mail/reply.ts';
import type { Reply } from '../mail/verdict.ts';
import { createJudging, type Judged, type Judging } from './judging.ts';
import type { Provenance } from './provenance.ts';
import type { Reader } from './read/reader.ts';
import { createRelay, type Relay, type RelayOptions } from './relay/create-relay.ts';
import { createReporting } from './relay/report-delivery.ts';
import { storeReply } from './smtp/create-listener.ts';
import type { Intake, Reception, Seen } from './smtp/intake.ts';
import type { Spool } from './spool/create-spool.ts';
import type { Entries, EntryView, Ruling, Step } from './spool/entry.ts';
import { noticeJudgement } from './spool/notice-judgement.ts';
import { createRejudging } from './spool/rejudging.ts';
import { rulings } from './spool/rulings.ts';
import type { Entry } from './spool/spooled-entry.ts';
import { createSteps } from './spool/steps.ts';

/** Mail that was refused before the reply: nothing of it is kept but this. */
export type Refused = {
  readonly id: string;
  readonly at: string;
  readonly envelope: Envelope;
  readonly session: EntryView['session'];
  readonly reply: Reply;
  /** SHA-256 and octets of what was erased. */
  readonly sha256: string;
  readonly bytes: number;
  readonly judged: Pick<Judged['judgement'], 'verdict' | 'summary'>;
};

export type GatewayOptions = {
  readonly spool: Spool;
  readonly reader: Pick<Reader, 'judge'>;
  readonly provenance: Pick<Provenance, 'lookup'>;
  /** After the commit, in order; the one named `index` first. */
  readonly steps: readonly Step[];
  readonly relay: Omit<RelayOptions, 'report' | 'changed' | 'clock' | 'log'>;
  readonly boundary: () => Boundary;
  /** The agency's name, as reports carry it. */
  readonly agency: () => string;
  /** Address that reports come from, read by the administrator. */
  readonly postmaster: () => string;
  readonly clock: () => Date;
  readonly log: Log;
  readonly onRefused?: (refused: Refused) => void;
  /** A kept message whose work fails again and again; somebody has to look. */
  readonly onStuck?: (view: EntryView, step: string) => void;
};

export type Gateway = {
  readonly intake: Intake;
  readonly entries: Entries;
  readonly relay: Pick<Relay, 'probe'>;
  /** Hands a message of ours over to be relayed; the rules are skipped. Resolves to its id once it is durable. */
  deliver(raw: Uint8Array, envelope: Envelope): Promise<string>;
  /** Called after every change of an entry. */
  onChange(listener: (view: EntryView) => void): void;
  /** Entries that are not finished, oldest first. */
  unfinished(): readonly EntryView[];
  /** Takes up what a former run left unfinished. */
  start(): void;
  close(graceMs: number): Promise<void>;
};

const bareNewline = replyOf('wire.bare-newline');

/** The one way through: spool → read → facts → judge → commit → reply, then steps and relay. */
export function createGateway(options: GatewayOptions): Gateway {
  const { spool, clock, log } = options;
  const listeners: ((view: EntryView) => void)[] = [];
  const finishing = new Map<string, Promise<void>>();
  const deciding = new Map<string, Promise<void>>();
  const judging: Judging = createJudging(options);

  const changed = (entry: Entry): void => {
    for (const listener of listeners) {
      try {
        listener(entry);
      } catch (error) {
        log.error({ id: entry.id, error: String(error) }, 'a listener to changes failed');
      }
    }
    finishIfDone(entry);
  };

  /** The last recipient is settled, every step done, every failure told. */
  const finishIfDone = (entry: Entry): void => {
    if (entry.done || finishing.has(entry.id) || !entry.settled || !steps.isDone(entry) || entry.untold().length > 0) return;
    const finished = spool
      .finished(entry)
      .catch((error: unknown) => log.warn({ id: entry.id, error: String(error) }, 'a finished entry stays open until the next start'))
      .finally(() => finishing.delete(entry.id));
    finishing.set(entry.id, finished);
  };

  const deliver = async (raw: Uint8Array, envelope: Envelope): Promise<string> => {
    const incoming = spool.begin();
    try {
      await incoming.write(Buffer.from(raw));
      const now = clock().toISOString();
      const session = {
        via: 'notice',
        person: null,
        client: '127.0.0.1',
        helo: 'localhost',
        tls: false,
        receivedAt: now,
        aligned: true,
      } as const;
      const entry = await spool.commit(incoming, { envelope, session, judged: noticeJudgement(raw, envelope) }, null);
      accepted(entry);
      return entry.id;
    } catch (error) {
      await incoming.abort();
      throw error;
    }
  };

  const report = createReporting({
    boundary: options.boundary,
    agency: options.agency,
    postmaster: options.postmaster,
    hostname: options.relay.hostname,
    clock,
    log,
    deliver: (raw, to) => deliver(raw, { from: '', recipients: [{ address: to }], smtpUtf8: /[^\x00-\x7f]/.test(to), body8bit: true }),
  });
  const relay = createRelay({ ...options.relay, clock, log, report, changed });
  const steps = createSteps({
    steps: options.steps,
    log,
    relay: (entry) => relay.enqueue(entry),
    stuck: (entry, step) => options.onStuck?.(entry, step),
    done: (entry) => {
      // what waits for a person is long in memory: its steps should not run again after a crash
      if (!entry.settled)
        entry.flush().catch((error: unknown) => log.warn({ id: entry.id, error: String(error) }, 'steps done, not noted'));
      finishIfDone(entry);
    },
  });

  const accepted = (entry: Entry): void => {
    changed(entry);
    if (!entry.isJudged) rejudging.add(entry);
    else steps.start(entry);
  };

  const rejudging = createRejudging({
    judging,
    clock,
    log,
    judged: (entry) => {
      changed(entry);
      steps.start(entry);
    },
  });

  const begin: Intake['begin'] = (envelope, arriving): Reception => {
    const incoming = spool.begin();
    let committing = false;

    const refuse = async (reply: Reply, judged: Judged | null, session: EntryView['session']): Promise<Reply> => {
      await incoming.abort();
      if (judged !== null && reply.code >= 500) {
        const { id, sha256, size } = incoming;
        options.onRefused?.({ id, at: clock().toISOString(), envelope, session, reply, sha256, bytes: size, judged: judged.judgement });
      }
      return reply;
    };

    const finish = async (seen: Seen): Promise<Reply> => {
      const session: EntryView['session'] = { ...arriving, aligned: seen.aligned };
      await incoming.settle();
      const source = incoming.memory();
      const judged = await judging.judge(
        source === null ? { path: incoming.path, length: incoming.size } : { bytes: source },
        envelope,
        session,
      );
      const { sha256 } = incoming;
      if (judged.kind === 'undecided') {
        if (seen.bareNewline || seen.nul) return refuse(bareNewline, null, session);
        if (session.via === 'inbound' && judging.askAgain(sha256)) return refuse(replyOf('store.unable'), null, session);
      } else {
        const { verdict } = judged.judgement;
        // whatever policy says: smuggling needs these octets, only a repair takes them out
        if ((seen.bareNewline || seen.nul) && verdict.reply.code < 400 && !verdict.repaired) return refuse(bareNewline, judged, session);
        if (verdict.reply.code >= 400) return refuse(verdict.reply, judged, session);
      }
      committing = true;
      const erase = judged.kind === 'judged' && judged.erase;
      const entry = await spool.commit(
        incoming,
        { envelope, session, judged: judged.kind === 'judged' ? judged.judgement : null, erase },
        judged.kind === 'judged' ? judged.repaired : null,
      );
      setImmediate(() => accepted(entry));
      return judged.kind === 'judged' ? judged.judgement.verdict.reply : replyOf('accepted', 'Đã nhận thư, sẽ kiểm tra rồi chuyển đi');
    };

    return {
      id: incoming.id,
      write: (chunk) => incoming.write(chunk),
      abort: async () => {
        if (!committing) await incoming.abort();
      },
      async finish(seen) {
        try {
          return await finish(seen);
        } catch (error) {
          log.error({ id: incoming.id, error: String(error) }, 'message not kept');
          await incoming.abort();
          return error instanceof Failure && error.temporary ? replyOf('store.full') : storeReply(error);
        }
      },
    };
  };

  const ruleNow = async (id: string, { ruling, recipients, by, reason }: Ruling): Promise<void> => {
    await finishing.get(id);
    const entry = spool.entry(id);
    if (entry === null) throw new Failure('Không có thư này', { temporary: false });
    const { from, event } = rulings[ruling];
    const concerned = entry.with(...from).filter((address) => recipients.some((r) => r.toLowerCase() === address.toLowerCase()));
    if (concerned.length === 0) return;
    if (entry.done) await spool.reopen(entry);
    await entry.note({ event, recipients: concerned, by, detail: reason }, 'synced');
    if (ruling === 'release') steps.start(entry);
    if (ruling === 'drop' && entry.settled) await entry.erase();
    changed(entry);
  };

  /** One ruling of an entry at a time: the first is written before the next looks at what is left to decide. */
  const rule = (id: string, ruling: Ruling): Promise<void> => {
    const turn = (deciding.get(id) ?? Promise.resolve()).catch(() => undefined).then(() => ruleNow(id, ruling));
    deciding.set(id, turn);
    const forget = (): void => {
      if (deciding.get(id) === turn) deciding.delete(id);
    };
    turn.then(forget, forget);
    return turn;
  };

  return {
    intake: { hasRoom: (octets) => spool.hasRoom(octets), begin },
    entries: { view: (id) => spool.entry(id), rule },
    relay,
    deliver,
    onChange: (listener) => void listeners.push(listener),
    unfinished: () => spool.unfinished(),
    start() {
      for (const entry of spool.unfinished()) {
        const untold = entry.untold();
        const told = untold.length === 0 ? Promise.resolve() : report(entry, { kind: 'failed', recipients: untold, nextHop: '' });
        told
          .catch((error: unknown) => log.error({ id: entry.id, error: String(error) }, 'a failure could not be told'))
          .finally(() => accepted(entry));
      }
    },
    async close(graceMs) {
      rejudging.close();
      await Promise.all([steps.close(graceMs), relay.close(graceMs)]);
      await spool.close();
    },
  };
}
