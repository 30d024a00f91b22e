import type { Reason } from '../mail/verdict.ts';
import type { Rule } from './rule.ts';

/** ĐB Đ8 forbids "Phát tán thư rác": an account that was taken over shows first by its speed. */
export const rateTooFast: Rule = {
  id: 'rate.too-fast',
  clause: 'Điều 8 Quy chế (Quyết định 530/QĐ-SXD)',
  defaults: { out: 'defer', within: 'defer', in: 'off' },
  always: false,
  judge({ facts, policy, session, recipients }) {
    if (session.via !== 'submission' && session.via !== 'relay') return [];
    const { messages, newOutside } = facts.rate;
    const reasons: Reason[] = [];
    if (messages >= policy.rate.messages) {
      reasons.push({
        code: 'rate.messages',
        text: `Đã gửi ${String(messages)} thư trong một giờ, mức tối đa là ${String(policy.rate.messages)}`,
      });
    }
    if (newOutside > policy.rate.newOutside) {
      reasons.push({
        code: 'rate.new-outside',
        text: `Gửi tới ${String(newOutside)} địa chỉ mới ngoài cơ quan trong một giờ, mức tối đa là ${String(policy.rate.newOutside)}`,
      });
    }
    const first = reasons[0];
    return first === undefined ? [] : [{ recipients, reasons, explain: `${first.text}. Đề nghị gửi lại sau hoặc báo quản trị mạng` }];
  },
};
