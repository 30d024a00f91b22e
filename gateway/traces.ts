import type { Finding } from '../mail/verdict.ts';
import type { EntryEvent, EntryView, RecipientState, RecipientView } from './spool/entry.ts';

/** A message's life as pages and the API show it; a projection of the spool that outlives the bytes. */
export type Trace = {
  readonly id: string;
  readonly messageId: string | null;
  /** Null where nobody may see it (secret mail). */
  readonly subject: string | null;
  readonly from: string;
  readonly via: string;
  readonly person: string | null;
  readonly receivedAt: string;
  readonly bytes: number;
  readonly findings: readonly Finding[];
  readonly recipients: readonly RecipientView[];
  readonly events: readonly EntryEvent[];
};

export type TraceFilter = {
  readonly messageId?: string;
  readonly state?: RecipientState;
  /** Only mail that this address sent or received. */
  readonly of?: string;
  readonly after?: string;
  readonly limit: number;
};

/** Port: traces by entry id; a later save replaces an earlier one. */
export type Traces = {
  save(traces: readonly Trace[]): Promise<void>;
  find(id: string): Promise<Trace | null>;
  /** Newest first; `after` is the id the last page ended with. */
  list(filter: TraceFilter): Promise<{ readonly items: readonly Trace[]; readonly total: number; readonly next: string | null }>;
};

/** mail-rules, secrecy.marked: nothing of a secret message is quoted or indexed, neither its subject nor the sentence that found it. */
export const isSecret = (findings: readonly Finding[]): boolean => findings.some((f) => f.rule === 'secrecy.marked' && f.action !== 'note');

/** Whose mail it is: sender, the person who signed in, recipients; lower case. */
export const concernedIn = (trace: Trace): readonly string[] => [
  ...new Set(
    [trace.person ?? '', trace.from, ...trace.recipients.map((r) => r.address)].map((a) => a.toLowerCase()).filter((a) => a !== ''),
  ),
];

/** What is remembered of an entry. */
export function traceOf(entry: EntryView): Trace {
  const secret = isSecret(entry.verdict.findings);
  return {
    id: entry.id,
    messageId: entry.summary.messageId,
    subject: secret ? null : entry.summary.subject,
    from: entry.summary.from,
    via: entry.session.via,
    person: entry.session.person,
    receivedAt: entry.committedAt,
    bytes: entry.summary.bytes,
    findings: entry.verdict.findings.map((f) => ({
      rule: f.rule,
      clause: f.clause,
      action: f.action,
      recipients: f.recipients,
      reasons: secret ? [] : f.reasons,
    })),
    recipients: entry.recipients,
    events: entry.events,
  };
}
