import type { Reason } from '../mail/verdict.ts';
import { fieldsOf } from './header.ts';
import type { Rule } from './rule.ts';

/** TTH Đ7 files all documents "trừ các thư rác quảng cáo"; ĐB Đ5. Delivered to people, kept out of the register. */
export const spamLikely: Rule = {
  id: 'spam.likely',
  clause: 'Điều 7 Quy chế (Quyết định 50/QĐ-SNgV); Điều 5 Quy chế (Quyết định 530/QĐ-SXD)',
  defaults: { out: 'off', within: 'off', in: 'note' },
  always: false,
  judge({ message, session, policy, recipients }) {
    // Anybody can write the field; it counts only from the filter that stands in front of us, or on mail it already delivered.
    const believed =
      session.via === 'mailbox'
        ? policy.upstream.authservId !== ''
        : session.via === 'inbound' && policy.upstream.clients.includes(session.client);
    if (!believed) return [];
    const reasons: Reason[] = [];
    if (fieldsOf(message, 'x-spam-flag').some((text) => /^\s*yes\b/i.test(text))) {
      reasons.push({ code: 'spam.flag', text: 'Bộ lọc phía trước đánh dấu thư rác (X-Spam-Flag: YES)' });
    }
    if (fieldsOf(message, 'x-spam').some((text) => /^\s*yes\b/i.test(text))) {
      reasons.push({ code: 'spam.rspamd', text: 'Bộ lọc phía trước đánh dấu thư rác (X-Spam: Yes)' });
    }
    return reasons.length === 0 ? [] : [{ recipients, reasons }];
  },
};
