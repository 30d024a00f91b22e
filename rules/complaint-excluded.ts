import { sameTone } from '../vietnamese/normal-forms.ts';
import type { Reason } from '../mail/verdict.ts';
import { surfaceOf } from './surface.ts';
import type { Rule } from './rule.ts';

/** Headings of a đơn, each a whole line or the start of one. */
const headings = [
  'đơn khiếu nại',
  'đơn tố cáo',
  'đơn tố giác',
  'đơn kiến nghị',
  'đơn phản ánh',
  'đơn tranh chấp',
  'đơn đề nghị giải quyết tranh chấp',
  'đơn khởi kiện',
  'thư tố cáo',
  'thư khiếu nại',
].map((heading) => sameTone(heading));

/** How an individual says it in the text of a mail. */
const saying = [
  'tôi làm đơn này',
  'tôi viết đơn này',
  'làm đơn tố cáo',
  'làm đơn khiếu nại',
  'viết đơn tố cáo',
  'viết đơn khiếu nại',
  'tôi xin khiếu nại',
  'tôi xin tố cáo',
  'tôi muốn tố cáo',
  'tôi muốn khiếu nại',
  'tôi tố cáo',
  'tôi khiếu nại',
].map((phrase) => sameTone(phrase));

const plain = (text: string): string => sameTone(text).toLowerCase().replaceAll(/\s+/g, ' ').trim();

/** `Số: 12/BC-SNV`, `12/BC-UBND`: an agency's document about complaints is an ordinary document. */
const codeNotation = /(?<![\p{L}\d/])\d{1,6}\s?\/(?:\d{4}\s?\/)?\s?[A-ZĐ][A-ZĐ\d]{0,9}(?:\s?[-–]\s?[A-ZĐ][\p{L}\d]{0,14}){1,4}/u;
const codeLine = /^\s*Số\s{0,3}[:：]?\s{0,3}[\d.…]{0,12}\s{0,3}\/\s{0,2}[A-ZĐ]/u;

const isHeading = (line: string): boolean => {
  const text = plain(line).replace(/^[^\p{L}]{1,20}/u, '');
  return headings.some((heading) => {
    if (!text.startsWith(heading)) return false;
    const rest = text.slice(heading.length);
    // `ĐƠN KIẾN NGHỊ, PHẢN ÁNH`, `Đơn tố cáo (lần 2)`, `ĐƠN TỐ CÁO CÁN BỘ …` in capitals; not `Đơn khiếu nại của ông A đã được giải quyết`.
    return rest === '' || /^[\s]?[,.(:;/–-]/u.test(rest) || line.trim() === line.trim().toUpperCase();
  });
};

/** TB Đ5, Đ6.5, QN Đ5.3: complaints and denunciations go their own way. In: the separate book. */
export const complaintExcluded: Rule = {
  id: 'complaint.excluded',
  clause: 'Điều 5, khoản 5 Điều 6 Quy chế (Quyết định 20/2012/QĐ-UBND); khoản 3 Điều 5 Quy chế (Quyết định 1201/QĐ-SYT)',
  defaults: { out: 'reject', within: 'note', in: 'note' },
  always: false,
  judge({ message, recipients }) {
    const surface = surfaceOf(message);
    const reasons: Reason[] = [];
    let official = surface.subjects.some((subject) => codeNotation.test(subject));
    for (const { lines } of surface.pages) official ||= lines.some((line) => codeLine.test(line) || codeNotation.test(line));
    for (const { where, lines } of surface.pages) {
      if (lines.some((line) => codeLine.test(line))) continue;
      if (lines.some(isHeading))
        reasons.push({ code: 'complaint.heading', text: `Tiêu đề đơn ở ${where.startsWith('thư') ? 'thư' : 'tệp đính kèm'}` });
      const text = plain(lines.join(' '));
      if (!official && saying.some((phrase) => text.includes(phrase)))
        reasons.push({ code: 'complaint.said', text: 'Người gửi viết đây là đơn khiếu nại, tố cáo' });
    }
    if (
      !official &&
      surface.subjects.some((subject) =>
        headings.some((heading) =>
          plain(subject)
            .replace(/^(?:fwd?|re|v\/v|chuyển tiếp)\s?[:.]?\s?/u, '')
            .startsWith(heading),
        ),
      )
    ) {
      reasons.push({ code: 'complaint.subject', text: 'Chủ đề thư là đơn khiếu nại, tố cáo, kiến nghị' });
    }
    return reasons.length === 0 ? [] : [{ recipients, reasons: [...new Map(reasons.map((r) => [r.code, r])).values()] }];
  },
};
