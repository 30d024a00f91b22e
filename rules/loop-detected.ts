import { sameAddress } from '../mail/boundary.ts';
import { addressIn, fieldsOf } from './header.ts';
import type { RawFinding, Rule } from './rule.ts';

/** RFC 5321 6.3 asks for at least 100 hops to be allowed between servers; no honest path of an agency has 50. */
const mostHops = 50;

export const loopDetected: Rule = {
  id: 'loop.detected',
  clause: 'RFC 5321 mục 6.3 (an toàn hệ thống)',
  defaults: { out: 'reject', within: 'reject', in: 'reject' },
  always: true,
  judge({ message, recipients, session }) {
    // Mail found in a mailbox was delivered there: its own Delivered-To is no loop.
    if (session.via === 'mailbox') return [];
    const hops = fieldsOf(message, 'received').length;
    if (hops > mostHops) {
      return [{ recipients, reasons: [{ code: 'loop.hops', text: `Thư đã qua ${String(hops)} máy chủ` }] }];
    }
    const delivered = fieldsOf(message, 'delivered-to')
      .map((text) => addressIn(text))
      .filter((address) => address !== null);
    const again = recipients.filter((r) => delivered.some((address) => sameAddress(address, r.address)));
    return again.length === 0
      ? []
      : ([
          {
            recipients: again,
            reasons: [{ code: 'loop.delivered-to', text: `Thư đã được phát tới ${again.map((r) => r.address).join(', ')} trước đó` }],
          },
        ] satisfies RawFinding[]);
  },
};
