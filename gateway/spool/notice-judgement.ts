import type { Envelope } from '../../mail/envelope.ts';
import { replyOf } from '../../mail/reply.ts';
import { headerEnd } from '../smtp/submitted-header.ts';
import type { Judgement } from './trailer.ts';

/** Judgement of a message of ours: it skips the rules and passes to everybody. */
export function noticeJudgement(raw: Uint8Array, envelope: Envelope): Judgement {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  const end = headerEnd(bytes);
  const header = bytes
    .subarray(0, end < 0 ? bytes.length : end)
    .toString('utf8')
    .replaceAll(/\r\n(?=[ \t])/g, '');
  const field = (name: string): string | null => new RegExp(`^${name}:[ \\t]*(.*)$`, 'im').exec(header)?.[1]?.trim() ?? null;
  const messageId = field('message-id');
  const subject = field('subject') ?? '';
  const from = /<([^<>]*)>/.exec(field('from') ?? '')?.[1] ?? '';
  const date = field('date');
  const participants = envelope.recipients.map((r) => r.address.toLowerCase());
  return {
    verdict: {
      outcomes: Object.fromEntries(envelope.recipients.map((r) => [r.address, 'pass' as const])),
      findings: [],
      reply: replyOf('accepted'),
      repaired: false,
    },
    summary: { messageId, subject, from, fromName: '', date, bytes: bytes.length, automatic: true },
    record: {
      messageId,
      references: [],
      insideIds: [],
      attachments: [],
      shingles: [],
      subject,
      date,
      from,
      fromName: '',
      participants,
      shingleCount: 0,
      consentGiven: false,
      excerpt: '',
    },
    facts: { known: [], away: false },
    repaired: false,
  };
}
