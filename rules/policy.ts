import type { Action, Direction } from '../mail/verdict.ts';

/** Every finding's stable id. Retired ids are never used again. */
export type RuleId =
  | 'size.over-limit'
  | 'wire.bare-newline'
  | 'loop.detected'
  | 'header.ambiguous'
  | 'sender.not-yours'
  | 'sender.spoofed-inside'
  | 'secrecy.marked'
  | 'complaint.excluded'
  | 'circulation.internal'
  | 'content.unreadable'
  | 'unicode.legacy-encoding'
  | 'forward.unconsented'
  | 'rate.too-fast'
  | 'spam.likely';

/**
 * `chay-thu`: rules only note what they would have done (all but size, wire, loops). It does not end by itself:
 * enforcing is a dated decision. `thuc-thi`: rules act from the day `since` on.
 */
export type Mode = {
  readonly kind: 'chay-thu' | 'thuc-thi';
  /** YYYY-MM-DD, local day; empty = always. */
  readonly since: string;
};

export type Policy = {
  readonly mode: Mode;
  /** What to do per rule and direction where it differs from the rule's own default. */
  readonly actions: Readonly<Partial<Record<RuleId, Readonly<Partial<Record<Direction, Action>>>>>>;
  /** The agency's own regulation in place of the model clause named in the trace. */
  readonly clauses: Readonly<Partial<Record<RuleId, string>>>;
  /** Octets as RFC 1870 counts them; a message of exactly that size passes. */
  readonly limits: { readonly outgoing: number; readonly inbound: number; readonly inboundOffice: number };
  /** Per account and hour. */
  readonly rate: { readonly messages: number; readonly newOutside: number };
  /** The filter in front of us: its authserv-id (RFC 8601) and the addresses it hands over from. Only it is believed about spam. */
  readonly upstream: { readonly authservId: string; readonly clients: readonly string[] };
  /** Envelope senders of scanners and the like whose bare newlines are repaired. */
  readonly devices: readonly string[];
  /** When stored text counts as found again: share of its shingles, alone, or supported by a reference or another sign of a forward. */
  readonly containment: { readonly alone: number; readonly supported: number };
};

/** ĐB Điều 5: 10 MB with attachments. */
const tenMegabytes = 10_485_760;

export const defaultPolicy: Policy = {
  mode: { kind: 'thuc-thi', since: '' },
  actions: {},
  clauses: {},
  limits: { outgoing: tenMegabytes, inbound: tenMegabytes, inboundOffice: 26_214_400 },
  rate: { messages: 200, newOutside: 50 },
  upstream: { authservId: '', clients: [] },
  devices: [],
  containment: { alone: 0.7, supported: 0.3 },
};

/** Days that a trial is meant to last; the Chánh Văn phòng then decides. */
const trialDays = 30;

/** Whether rules act on the local day `today` (YYYY-MM-DD), or only note. */
export const enforces = (mode: Mode, today: string): boolean => mode.kind === 'thuc-thi' && mode.since <= today;

/** Last day of the 30 days of a trial (YYYY-MM-DD), for reports; null when enforcing or without a start. */
export function trialEnd(mode: Mode): string | null {
  if (mode.kind === 'thuc-thi' || mode.since === '') return null;
  const start = Date.parse(`${mode.since}T00:00:00Z`);
  return Number.isNaN(start) ? null : new Date(start + (trialDays - 1) * 86_400_000).toISOString().slice(0, 10);
}
