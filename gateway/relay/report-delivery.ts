import { domainOf, isInside, type Boundary } from '../../mail/boundary.ts';
import type { Recipient } from '../../mail/envelope.ts';
import type { Log } from '../../mail/log.ts';
import { aligns } from '../smtp/alignment.ts';
import { headerEnd } from '../smtp/submitted-header.ts';
import type { Entry } from '../spool/spooled-entry.ts';
import type { Report } from './report.ts';
import { deliveryStatus } from './dsn.ts';

export type ReportingOptions = {
  readonly boundary: () => Boundary;
  readonly agency: () => string;
  /** Address that reports come from and administrators read. */
  readonly postmaster: () => string;
  readonly hostname: string;
  readonly clock: () => Date;
  readonly log: Log;
  /** Hands a notice over, past the rules. */
  readonly deliver: (raw: Uint8Array, to: string) => Promise<unknown>;
};

/** RFC 3461 4.1: what the sender wants to hear; without NOTIFY failures and delays. */
const wants = (recipient: Recipient | undefined, kind: Report['kind']): boolean => {
  const notify = recipient?.notify;
  if (kind === 'delivered') return notify?.includes('SUCCESS') === true;
  return notify === undefined || notify.includes(kind === 'failed' ? 'FAILURE' : 'DELAY');
};

/** RET=FULL returns the message, but not a large one. */
const largest = 1_048_576;

async function originalOf(entry: Entry): Promise<Buffer> {
  try {
    if (entry.envelope.ret === 'FULL' && entry.summary.bytes <= largest) return await entry.read('original');
    const pieces: Buffer[] = [];
    let size = 0;
    for await (const piece of await entry.open('original')) {
      pieces.push(piece as Buffer);
      size += (piece as Buffer).length;
      const bytes = Buffer.concat(pieces);
      const end = headerEnd(bytes);
      if (end >= 0) return bytes.subarray(0, end);
      if (size > 262_144) break;
    }
    return Buffer.concat(pieces).subarray(0, 262_144);
  } catch {
    // the bytes may be gone already; the report stands without them
    return Buffer.alloc(0);
  }
}

/**
 * Tells the envelope sender what became of copies, where that harms nobody: never a null sender (DSN of DSN), and an
 * outsider only when SPF or DKIM passed aligned (backscatter). Else the copy is sealed and the postmaster told.
 */
export function createReporting(options: ReportingOptions): (entry: Entry, report: Report) => Promise<void> {
  const { boundary, log, deliver } = options;

  const send = async (entry: Entry, { kind }: Report, recipients: readonly string[], to: string): Promise<void> => {
    const raw = deliveryStatus({
      entry,
      kind,
      recipients,
      to,
      agency: options.agency(),
      from: options.postmaster(),
      hostname: options.hostname,
      now: options.clock(),
      original: await originalOf(entry),
    });
    await deliver(raw, to);
  };

  return async (entry, report) => {
    const { from } = entry.envelope;
    const asked = report.recipients.filter((address) =>
      wants(
        entry.envelope.recipients.find((r) => r.address === address),
        report.kind,
      ),
    );
    const own = entry.session.via === 'submission' || isInside(boundary(), from);
    // what is proven is the domain of From: the envelope's must be the same
    const proven = entry.session.aligned && aligns(domainOf(from), domainOf(entry.summary.from));
    const mayTell = from !== '' && (own || proven);
    if (entry.session.via === 'notice') {
      if (report.kind === 'failed') log.error({ id: entry.id, recipients: report.recipients }, 'a notice could not be delivered');
    } else if (mayTell) {
      if (asked.length > 0) await send(entry, report, asked, from);
    } else if (report.kind === 'failed') {
      await send(entry, report, report.recipients, options.postmaster());
      await entry.note({ event: 'sealed', recipients: report.recipients }, 'written');
      return;
    }
    if (report.kind === 'failed') await entry.note({ event: 'notified', recipients: report.recipients }, 'written');
  };
}
