import type { Action, Reason } from '../mail/verdict.ts';
import type { RawFinding, Rule } from './rule.ts';

const why = {
  encrypted: 'có mật khẩu hoặc được mã hóa',
  broken: 'bị hỏng',
  limits: 'quá lớn hoặc quá nhiều tầng để đọc',
} as const;

/** A message nobody could read through is not judged by the other rules: it is kept aside rather than let through. */
const keptAside = (ordered: Action): Action => (ordered === 'note' ? 'seal' : ordered);

/** What no rule can read. An unreadable part is decided (a note by default), not undecided. */
export const contentUnreadable: Rule = {
  id: 'content.unreadable',
  clause: 'Điều 8 Quy chế (Quyết định 530/QĐ-SXD), an toàn hệ thống',
  defaults: { out: 'note', within: 'note', in: 'note' },
  always: false,
  judge({ message, recipients }) {
    const findings: RawFinding[] = [];
    if (message.problem !== null) {
      const text = 'Cấu trúc thư quá phức tạp hoặc bị hỏng, hệ thống không đọc hết được';
      findings.push({ recipients, reasons: [{ code: `message.${message.problem.kind}`, text }], adjust: keptAside });
    }
    const reasons: Reason[] = [];
    for (const part of message.parts) {
      if (part.unreadable === null || reasons.length >= 20) continue;
      reasons.push({ code: `part.${part.unreadable}`, text: `Tệp ${part.fileName ?? `phần ${part.path}`} ${why[part.unreadable]}` });
    }
    if (reasons.length > 0) findings.push({ recipients, reasons });
    return findings;
  },
};
