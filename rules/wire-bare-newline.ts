import { sameAddress } from '../mail/boundary.ts';
import type { Action } from '../mail/verdict.ts';
import type { Rule } from './rule.ts';

/** RFC 5321 2.3.8: CR and LF only together. A server that sees another line end sees another message (smuggling). */
export const wireBareNewline: Rule = {
  id: 'wire.bare-newline',
  clause: 'RFC 5321 mục 2.3.8 (an toàn hệ thống)',
  defaults: { out: 'reject', within: 'reject', in: 'reject' },
  always: true,
  judge({ message, envelope, policy, recipients }) {
    const { bareNewline, nul } = message.wire;
    if (!bareNewline && !nul) return [];
    const device = !nul && policy.devices.some((address) => sameAddress(address, envelope.from));
    const repair = (ordered: Action): Action => (ordered === 'reject' ? 'repair' : ordered);
    return [
      {
        recipients,
        reasons: [
          ...(bareNewline ? [{ code: 'wire.bare-newline', text: 'Thư có ký tự CR hoặc LF đứng lẻ' }] : []),
          ...(nul ? [{ code: 'wire.nul', text: 'Thư có ký tự NUL' }] : []),
        ],
        ...(device ? { adjust: repair } : {}),
      },
    ];
  },
};
