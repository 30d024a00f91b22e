import { isInside, sameAddress, type Boundary } from '../../mail/boundary.ts';
import type { Log } from '../../mail/log.ts';
import type { ExaminedMail, MailJudgement, MailSummary, OfficeMail } from '../../mail/office-mail.ts';
import type { Provenance } from '../provenance.ts';
import type { Judged, Reader } from '../read/reader.ts';
import { checkTrace, markedOf } from '../relay/trace.ts';
import type { TraceKeys } from '../relay/trace-keys.ts';
import type { EntryView } from '../spool/entry.ts';
import type { FoundMail, TakeFound } from './found-mail.ts';
import { contentKey, rawFields, sourceKeys } from './source-key.ts';

/** Port: the register. Rejects when the mail could not be kept; the caller comes again. */
export type OfficeRegister = {
  /** Whether a mail with one of these source keys came before and rests. */
  known(sourceKeys: readonly string[]): Promise<boolean>;
  take(mail: OfficeMail): Promise<unknown>;
};

type Options = {
  readonly register: OfficeRegister;
  readonly reader: Pick<Reader, 'judge' | 'read'>;
  readonly provenance: Pick<Provenance, 'lookup'>;
  readonly boundary: () => Boundary;
  /** Address of the office mailbox. */
  readonly office: () => string;
  readonly traceKeys: TraceKeys;
  /** Our own entry of that id, while the spool has it. */
  readonly entry: (id: string) => EntryView | null;
  /** Whether the agency's server says in this header that SPF or DKIM passed aligned. */
  readonly aligned: (header: Uint8Array) => boolean;
  readonly clock: () => Date;
  readonly log: Log;
};

/** A person of ours sent it: by submission, or by the agency's own server for an address of ours. */
const beganInside = (entry: EntryView, boundary: Boundary): boolean =>
  entry.session.via === 'submission' ||
  (entry.session.via === 'relay' && (isInside(boundary, entry.envelope.from) || isInside(boundary, entry.summary.from)));

/** What was found of the office's copy; what a person released is no longer sealed. */
function findingsOf(entry: EntryView, office: string): MailJudgement['findings'] {
  const copy = entry.recipients.find((r) => sameAddress(r.address, office));
  const released = copy?.state === 'waiting' || copy?.state === 'delivered';
  return released
    ? entry.verdict.findings.map((f) => (f.action === 'seal' && f.rule !== 'secrecy.marked' ? { ...f, action: 'note' } : f))
    : entry.verdict.findings;
}

/** The office mail that an entry of our own stream is. */
export async function officeMailOfEntry(entry: EntryView, office: string, boundary: Boundary): Promise<OfficeMail> {
  const original = await entry.read('original');
  const { summary } = entry;
  return {
    entryId: entry.id,
    via: 'smtp',
    // The mailbox holds the repaired copy where there is one.
    sourceKeys: [...sourceKeys(original, entry.id), ...(entry.repaired ? [contentKey(await entry.read('leaving'))] : [])],
    receivedAt: entry.session.receivedAt,
    summary: {
      messageId: summary.messageId,
      subject: summary.subject,
      from: { address: summary.from, name: summary.fromName },
      recipients: [office],
    },
    judgement: {
      envelopeFrom: entry.envelope.from,
      aligned: entry.session.aligned,
      inside: beganInside(entry, boundary),
      findings: findingsOf(entry, office),
    },
    alteredCopyOf: null,
    original,
  };
}

/** Return-Path as the final delivery wrote it; null where it wrote none. */
const returnPath = (bytes: Uint8Array): string | null => {
  const value = rawFields(bytes).find((field) => field.name === 'return-path')?.value;
  return value === undefined ? null : (/<([^<>]*)>/.exec(value)?.[1] ?? null);
};

const field = (bytes: Uint8Array, name: string): string =>
  rawFields(bytes)
    .find((f) => f.name === name)
    ?.value.replaceAll(/\s+/g, ' ')
    .trim() ?? '';

/** What can be shown of a mail that nobody could read: its header as it stands. */
const rawSummary = (bytes: Uint8Array, office: string): MailSummary => {
  const text = (name: string): string => Buffer.from(field(bytes, name), 'latin1').toString('utf8').slice(0, 500);
  const from = text('from');
  return {
    messageId: /<[^<>\s]+>/.exec(text('message-id'))?.[0] ?? null,
    subject: text('subject'),
    from: { address: (/<([^<>]+)>/.exec(from)?.[1] ?? from).trim(), name: '' },
    recipients: [office],
  };
};

/** Mail seen in the office mailbox is judged by the same rules and handed to the register, as what passed us where it did. */
export function createOfficeMail(options: Options): {
  readonly take: TakeFound;
  readonly examine: (mail: OfficeMail) => Promise<ExaminedMail>;
} {
  const { register, reader, provenance, boundary, office, traceKeys, clock, log } = options;

  const judge = async (bytes: Uint8Array, receivedAt: string): Promise<Judged> => {
    const now = clock().toISOString();
    const envelope = { from: returnPath(bytes) ?? '', recipients: [{ address: office() }], smtpUtf8: true, body8bit: true };
    const session = {
      via: 'mailbox',
      person: null,
      client: '',
      helo: '',
      tls: false,
      receivedAt,
      aligned: options.aligned(bytes),
    } as const;
    return reader.judge({ source: { bytes }, envelope, session, now }, (keys) =>
      provenance.lookup(keys, { account: null, now, outside: [] }),
    );
  };

  const judgementOf = (judged: Judged, bytes: Uint8Array): MailJudgement => ({
    envelopeFrom: returnPath(bytes),
    aligned: options.aligned(bytes),
    inside: isInside(boundary(), judged.summary.from),
    findings: judged.verdict.findings,
  });

  /** Our own notices lie in the mailbox too: known by their id and, word by word, by the spool. */
  const isNotice = async (entry: EntryView, bytes: Uint8Array): Promise<boolean> => {
    if (entry.session.via !== 'notice') return false;
    const kept = await entry.read('leaving').catch(() => null);
    return kept !== null && contentKey(kept) === contentKey(bytes);
  };

  const take: TakeFound = async (found: FoundMail) => {
    const { bytes } = found;
    const content = contentKey(bytes);
    if (!found.tooLarge && (await register.known([content]))) return;
    const receivedAt = found.receivedAt.toISOString();
    const bare = { entryId: null, via: 'imap', receivedAt, alteredCopyOf: null, original: bytes, judgement: null } as const;
    if (found.tooLarge) {
      log.error({ name: found.name }, 'A mail in the office mailbox is larger than mailbox.largest');
      return void (await register.take({ ...bare, sourceKeys: [content], summary: rawSummary(bytes, office()) }));
    }
    const judged = await judge(bytes, receivedAt).catch((error: unknown) => {
      log.warn({ name: found.name, error: String(error) }, 'A mail in the office mailbox could not be judged');
      return null;
    });
    // Examined again by the register, and shown as not filed where that fails too.
    if (judged === null) return void (await register.take({ ...bare, sourceKeys: [content], summary: rawSummary(bytes, office()) }));

    const mark = field(bytes, 'x-vanthu-id');
    const claimed = /^[a-z0-9-]{20,64}/.exec(mark)?.[0] ?? null;
    const entry = claimed === null ? null : options.entry(claimed);
    if (entry !== null && (await isNotice(entry, bytes))) return;
    const traced = mark === '' ? null : checkTrace(traceKeys, mark, markedOf(judged.record));
    const id = traced?.same === true ? traced.id : null;
    if (id !== null && entry !== null && entry.session.via !== 'notice') {
      const own = await officeMailOfEntry(entry, office(), boundary()).catch(() => null);
      if (own !== null) return void (await register.take({ ...own, sourceKeys: [...new Set([...own.sourceKeys, content])] }));
    }
    const altered = id === null && traced !== null && entry !== null && checkTrace(traceKeys, mark, markedOf(entry.record))?.same === true;
    const { summary } = judged;
    await register.take({
      ...bare,
      sourceKeys: id === null ? [content] : [`id:${id}`, content],
      summary: {
        messageId: summary.messageId,
        subject: summary.subject,
        from: { address: summary.from, name: summary.fromName },
        recipients: [office()],
      },
      judgement: judgementOf(judged, bytes),
      // A right HMAC with other content: a further copy shown to the clerk, never dropped.
      alteredCopyOf: altered ? traced.id : null,
    });
  };

  return {
    take,
    async examine(mail) {
      const judgement = mail.judgement ?? judgementOf(await judge(mail.original, mail.receivedAt), mail.original);
      return { ...(await reader.read({ bytes: mail.original }, { files: true })), judgement };
    },
  };
}
