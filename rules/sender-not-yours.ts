import { sameAddress } from '../mail/boundary.ts';
import type { Reason } from '../mail/verdict.ts';
import type { Context, Rule } from './rule.ts';

function reasonsFor(context: Context): readonly Reason[] {
  const { message, envelope, sender } = context;
  if (sender.person === null) return [{ code: 'sender.no-account', text: 'Không rõ tài khoản gửi thư' }];
  const own = context.directory.mayUse(sender.person);
  const yours = (address: string): boolean => own.some((o) => sameAddress(o, address));
  const reasons: Reason[] = [];
  const from = message.from[0]?.address ?? '';
  // A read receipt has a null envelope sender (RFC 8098); its From is still checked.
  if (envelope.from !== '' && !yours(envelope.from)) {
    reasons.push({ code: 'sender.envelope', text: `Địa chỉ gửi ${envelope.from} không thuộc tài khoản ${sender.address}` });
  }
  // A client redirect keeps the author's From: whose mail it is, is judged by forward.unconsented.
  if (message.resentFrom.length > 0 && message.resentFrom.every((m) => yours(m.address))) return reasons;
  if (from === '') reasons.push({ code: 'sender.no-from', text: 'Thư không có địa chỉ người gửi (From)' });
  for (const mailbox of [...message.from, ...message.resentFrom]) {
    if (!yours(mailbox.address)) {
      reasons.push({ code: 'sender.from', text: `Người gửi ghi trên thư (${mailbox.address}) không thuộc tài khoản ${sender.address}` });
    }
  }
  return reasons;
}

/** ĐB Đ3: "Không truy nhập trái phép vào tài khoản của người khác"; TTH Đ4.3. RFC 6409 6.1 allows enforcing it. */
export const senderNotYours: Rule = {
  id: 'sender.not-yours',
  clause: 'Điều 3 Quy chế (Quyết định 530/QĐ-SXD); khoản 3 Điều 4 Quy chế (Quyết định 50/QĐ-SNgV)',
  defaults: { out: 'reject', within: 'reject', in: 'off' },
  always: false,
  judge(context) {
    if (context.session.via !== 'submission') return [];
    const reasons = reasonsFor(context);
    const explain = reasons[0]?.text;
    return explain === undefined ? [] : [{ recipients: context.recipients, reasons, explain }];
  },
};
