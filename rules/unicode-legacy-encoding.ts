import { isInside, isProtected } from '../mail/boundary.ts';
import type { LegacyText } from '../mail/message.ts';
import type { Action, Reason } from '../mail/verdict.ts';
import { noteOnly, type Context, type RawFinding, type Rule } from './rule.ts';

const names = {
  tcvn3: 'TCVN3 (ABC)',
  vni: 'VNI',
  vps: 'VPS',
  viscii: 'VISCII',
  'windows-1258': 'Windows-1258',
  viqr: 'VIQR',
  'undeclared-8bit': 'tám bit không khai báo bảng mã',
  mojibake: 'chữ bị lỗi bảng mã',
  nfd: 'Unicode tổ hợp',
} as const satisfies Record<LegacyText['what'], string>;

const reasonOf = (text: LegacyText): Reason => ({
  code: `unicode.${text.what}`,
  text: `${text.where}: ${names[text.what]}, đọc được là "${text.sample.slice(0, 120)}"`,
});

/** A refusal shows the text as it can be read, so that the sender can send it again in Unicode. */
function refusal(texts: readonly LegacyText[], why: string): string {
  const sample = texts.find((t) => t.sample !== '')?.sample ?? '';
  return `${why} Đề nghị gửi lại bằng Unicode (TCVN 6909). Nội dung đọc được: "${sample.slice(0, 120)}"`;
}

function adjustment(context: Context, repairable: readonly LegacyText[]): Pick<RawFinding, 'adjust' | 'explain'> {
  const { message, policy, repairedBytes } = context;
  const refuse = (ordered: Action): Action => (ordered === 'repair' ? 'reject' : ordered);
  const author = message.from[0]?.address ?? '';
  // Somebody else's mail sent on stays as its author sent it.
  if (author !== '' && !isInside(context.boundary, author) && !isProtected(context.boundary, author)) return { adjust: noteOnly };
  if (message.signed)
    return { adjust: refuse, explain: refusal(message.legacy, 'Thư đã ký số dùng bảng mã tiếng Việt cũ nên không thể sửa giúp.') };
  if (repairable.length === 0) return { adjust: noteOnly };
  if (repairedBytes !== undefined && repairedBytes > policy.limits.outgoing) {
    return { adjust: refuse, explain: refusal(message.legacy, 'Thư dùng bảng mã tiếng Việt cũ; bản đã sửa vượt giới hạn dung lượng.') };
  }
  return {};
}

/** ĐB Đ8, TB Đ6.8, TTH Đ6: "bộ mã tiếng Việt Unicode chuẩn TCVN 6909-2001", precomposed. Mail from outside is never refused for it. */
export const unicodeLegacyEncoding: Rule = {
  id: 'unicode.legacy-encoding',
  clause: 'Điều 8 Quy chế (Quyết định 530/QĐ-SXD); khoản 8 Điều 6 Quy chế (Quyết định 20/2012/QĐ-UBND)',
  defaults: { out: 'repair', within: 'repair', in: 'note' },
  always: false,
  judge(context) {
    const { legacy } = context.message;
    if (legacy.length === 0) return [];
    const repairable = legacy.filter((text) => text.repairable);
    return [{ recipients: context.recipients, reasons: legacy.slice(0, 20).map(reasonOf), ...adjustment(context, repairable) }];
  },
};
