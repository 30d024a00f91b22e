import type { Message } from '../mail/message.ts';
import type { Reason } from '../mail/verdict.ts';
import { noteOnly, type RawFinding, type Rule } from './rule.ts';
import { surfaceOf } from './surface.ts';

/** Nghị định 26/2020/NĐ-CP: the three grades, as they are stamped. Longest first. */
const grades = ['TUYỆT MẬT', 'TỐI MẬT', 'MẬT'] as const;

const words = (text: string): readonly string[] => text.match(/[\p{L}\p{M}]+/gu) ?? [];
const isGrade = (text: string): boolean => (grades as readonly string[]).includes(text);
const spaced = (text: string): string => words(text).join(' ');

/** Syllables that make another word of `mật` when they stand before or after it. */
const joinsBefore = new Set(['bảo', 'bí', 'cơ', 'thân', 'cẩn', 'trù', 'nội', 'bản', 'độ', 'liệu', 'tin', 'chế']);
const joinsAfter = new Set(['độ', 'khẩu', 'mã', 'ong', 'thiết', 'vụ', 'thám', 'nước', 'nhà', 'hiệu', 'phục', 'đàm', 'tông', 'mía']);

/** Stamped alike: capitals, or a capital at the start of each or only the first word. */
const looksStamped = (text: string): boolean => {
  const upper = text.toUpperCase();
  return isGrade(upper) && (text === upper || text === upper.charAt(0) + upper.slice(1).toLowerCase() || /^(?:Tuyệt|Tối) Mật$/u.test(text));
};

/** A heading broken in two may leave the syllable alone on its line: `… CÔNG TÁC BẢO` / `MẬT NĂM 2026`. */
function isBrokenWord(grade: string, before: string, after: string): boolean {
  if (grade.includes(' ')) return false;
  const last = words(before).at(-1)?.toLowerCase();
  const next = words(after)[0]?.toLowerCase();
  return (
    (last !== undefined && !/[.:;!?)\]]$/.test(before.trim()) && joinsBefore.has(last)) || (next !== undefined && joinsAfter.has(next))
  );
}

/** The grade alone on a line or in a box of dashes, bars or stars. */
function markOnLine(lines: readonly string[], index: number): boolean {
  const line = (lines[index] ?? '').trim();
  if (line.length > 80) return false;
  // Cells of a table stand on one line, divided by bars or tabs.
  for (const cell of line.split(/[|│║┃\t]/)) {
    const text = spaced(cell);
    if (!looksStamped(text) || /\d/.test(cell)) continue;
    if (!isBrokenWord(text.toUpperCase(), lines[index - 1] ?? '', lines[index + 1] ?? '')) return true;
  }
  return false;
}

/** `[MẬT]`, `(TỐI MẬT)` in capitals, `Độ mật: Mật` in any. */
const bracketed = /[[({<«【]\s{0,3}(?:TUYỆT MẬT|TỐI MẬT|MẬT)\s{0,3}[\])}>»】]/u;
const declared =
  /độ mật\s{0,3}[:：]\s{0,3}[☒☑✓xX]?\s{0,2}["“[(]?\s{0,2}(?:tuyệt mật|tối mật|mật)(?![\p{L}\p{M}])(?!\s{1,3}(?:độ|khẩu|mã)(?![\p{L}\p{M}]))/iu;

const hasMark = (text: string): boolean => bracketed.test(text) || declared.test(text);

/** A subject's own delimiters: `MẬT - Báo cáo …`, `Báo cáo | TỐI MẬT`. */
const subjectMarked = (subject: string): boolean =>
  hasMark(subject) || subject.split(/[[\](){}<>:;|/_–—]|\s-+\s/u).some((segment) => isGrade(segment.trim().replaceAll(/\s+/g, ' ')));

/** `12-BC_MẬT.pdf`: a token between delimiters other than spaces, in capitals, that makes no other word with its neighbours. */
function nameMarked(name: string): boolean {
  if (hasMark(name)) return true;
  const tokens = name.split(/[_\-.()[\],;+/\\]+/u).map((token) => token.trim().replaceAll(/\s+/g, ' '));
  return tokens.some((token, i) => isGrade(token) && !isBrokenWord(token, tokens[i - 1] ?? '', tokens[i + 1] ?? ''));
}

/** The word in capitals or a phrase of secrecy that is no mark: worth a note. */
const mentioned = /(?<![\p{L}\p{M}])(?:tuyệt mật|tối mật|(?:văn bản|tài liệu|công văn|hồ sơ) mật|\(mật\)|\[mật\])(?![\p{L}\p{M}])/iu;

/** Where the mark stands; the text around it is never part of the trace. */
function marksIn(message: Message): { readonly marked: readonly Reason[]; readonly mentioned: readonly Reason[] } {
  const surface = surfaceOf(message);
  const marked: Reason[] = [];
  const loose: Reason[] = [];
  const see = (place: string, where: string, isMarked: boolean, isMentioned: boolean): void => {
    if (isMarked) marked.push({ code: `secrecy.${place}`, text: `Dấu chỉ độ mật ở ${where}` });
    else if (isMentioned)
      loose.push({ code: `secrecy.mention.${place}`, text: `Có nhắc tới độ mật ở ${where}, không phải dấu chỉ độ mật` });
  };
  for (const subject of surface.subjects) see('subject', 'chủ đề', subjectMarked(subject), mentioned.test(subject));
  for (const name of surface.names) see('name', 'tên tệp', nameMarked(name), mentioned.test(name));
  for (const { where, lines } of surface.pages) {
    const at = lines.some((line, i) => hasMark(line) || markOnLine(lines, i));
    see(
      'page',
      `trang đầu của ${where.startsWith('thư') ? 'thư' : 'tệp'}`,
      at,
      lines.some((line) => mentioned.test(line)),
    );
  }
  return { marked, mentioned: loose };
}

const distinct = (reasons: readonly Reason[]): readonly Reason[] => [...new Map(reasons.map((r) => [r.code, r])).values()];

/** ĐB Đ6.1, TB Đ5, Đ6.5, BĐ Đ2.2, QN Đ2: secret documents are not exchanged over the system. Delimited marks only. */
export const secrecyMarked: Rule = {
  id: 'secrecy.marked',
  clause: 'Điều 6 Quy chế (Quyết định 530/QĐ-SXD); Điều 5, khoản 5 Điều 6 Quy chế (Quyết định 20/2012/QĐ-UBND)',
  defaults: { out: 'reject', within: 'reject', in: 'seal' },
  always: false,
  judge({ message, recipients }) {
    const found = marksIn(message);
    const findings: RawFinding[] = [];
    if (found.marked.length > 0) findings.push({ recipients, reasons: distinct(found.marked) });
    else if (found.mentioned.length > 0) findings.push({ recipients, reasons: distinct(found.mentioned), adjust: noteOnly });
    return findings;
  },
};
