import { sameAddress } from '../mail/boundary.ts';
import { explainSize, sizeFigures } from './explain-size.ts';
import type { Concerned, Context, RawFinding, Rule } from './rule.ts';

/** The limit for one recipient: what we send, what we take, and what the office mailbox takes. */
function limitFor(context: Context, recipient: Concerned): number {
  const { limits } = context.policy;
  if (recipient.direction !== 'in') return limits.outgoing;
  return sameAddress(recipient.address, context.directory.office) ? limits.inboundOffice : limits.inbound;
}

/** ĐB Đ5: "tổng dung lượng của thư (bao gồm cả file đính kèm) không vượt quá 10Mb". Counted as RFC 1870 counts. */
export const sizeOverLimit: Rule = {
  id: 'size.over-limit',
  clause: 'Điều 5 Quy chế (Quyết định 530/QĐ-SXD)',
  defaults: { out: 'reject', within: 'reject', in: 'reject' },
  always: true,
  judge(context) {
    const byLimit = new Map<number, Concerned[]>();
    for (const recipient of context.recipients) {
      const limit = limitFor(context, recipient);
      if (context.message.bytes > limit) byLimit.set(limit, [...(byLimit.get(limit) ?? []), recipient]);
    }
    return [...byLimit].map(([limit, recipients]): RawFinding => {
      const explain = explainSize(sizeFigures(context.message.bytes, limit, context.message.parts));
      return { recipients, reasons: [{ code: 'size.over-limit', text: explain }], explain };
    });
  },
};
