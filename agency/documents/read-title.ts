import { onSheet, type Field } from './fields.ts';
import { documentTypes, typeOfNotation } from './types.ts';
import { behindTitle, isAgency, isCapitals, isRule, key } from './words.ts';
import { codesOf, dateOnLine } from './read-number.ts';
import type { Line } from './text-lines.ts';

export type Title = {
  readonly typeName: Field | null;
  readonly subject: Field | null;
  readonly at: number;
  /** First line behind title and trích yếu; -1 without a title. */ readonly next: number;
};

/** Longest names first: `Thông tư liên tịch` before `Thông tư`. */
const byLength = [...documentTypes].sort((a, b) => b.name.length - a.name.length).map((t) => ({ ...t, key: key(t.name) }));

const aboutMark = /^(?:V\/v|v\/v|V\/V|Về việc|VỀ VIỆC)(?=[\s:.])[\s:.]*/u;
const bodyStart =
  /^(?:Kính gửi|Căn cứ|Thực hiện|Thi hành|Xét|Theo|Để|Nhằm|Ngày|Hôm nay|Trong|Qua|Sau|Phần|Chương|Mục|Điều|Tôi|Họ và tên|Chúng tôi|(?:[IVX]{1,4}|\d{1,2}|[A-E])[.)/]|[-+•])(?=$|[\s\p{P}])/u;
const maxLines = 6;
const maxSubject = 500;

/** A line that is a type's name alone, or begins with it in capitals (`BÁO CÁO Kết quả …`). */
function typeOnLine(line: Line): { readonly name: string; readonly rest: string; readonly confidence: number } | null {
  const text = line.text.replace(/[\s:*_.]+$/u, '');
  if (text.length > 240) return null;
  // Titles are sometimes letter-spaced: `B Á O C Á O`.
  const lower = key(text);
  const squeezed = lower.replaceAll(' ', '');
  for (const type of byLength) {
    if (lower === type.key || squeezed === type.key.replaceAll(' ', ''))
      return isCapitals(text)
        ? { name: type.name, rest: '', confidence: 0.95 }
        : line.bold || line.column === 'centre'
          ? { name: type.name, rest: '', confidence: 0.8 }
          : null;
    const begins = lower.startsWith(`${type.key} `) && isCapitals(text.normalize('NFC').slice(0, type.key.length));
    if (begins && type.name.includes(' '))
      return { name: type.name, rest: text.normalize('NFC').slice(type.key.length).trim(), confidence: 0.75 };
  }
  return null;
}

const isAuthority = (text: string): boolean => isCapitals(text) && (behindTitle(text) !== null || isAgency(text));

/** Within a trích yếu in capitals a line may begin like an agency's name by chance; where places are known a gap tells. */
const endsCapitals = (line: Line): boolean => (line.box === null ? isAuthority(line.text) : behindTitle(line.text) !== null);

function endsSubject(line: Line, taken: readonly Line[], title: Line): boolean {
  if (isRule(line.text) || bodyStart.test(line.text) || /^\((?:Ban hành )?[Kk]èm theo/u.test(line.text)) return true;
  const first = taken[0];
  if (first === undefined) return /[.;]$/u.test(line.text) && line.text.length > 160;
  if (line.gap || line.page !== first.page) return true;
  if (isCapitals(line.text) && (!isCapitals(first.text) || endsCapitals(line))) return true;
  // Under a centred title prose begins where lines are no longer centred.
  if (title.column === 'centre' && first.column === 'centre' && line.column !== 'centre') return true;
  return line.text.length > 200 || /[.;:]$/u.test(line.text);
}

/** Lines from `start` that belong to the trích yếu. Date and number beside it are passed over. */
function subjectLines(lines: readonly Line[], start: number, title: Line, beside: boolean): readonly Line[] {
  const taken: Line[] = [];
  for (const line of lines.slice(start)) {
    const aside = (beside && title.column === 'left' && line.column !== 'left') || dateOnLine(line) !== null || codesOf([line]).length > 0;
    if (aside) continue;
    if (taken.length >= maxLines || endsSubject(line, taken, title)) break;
    taken.push(line);
  }
  return taken;
}

const joined = (texts: readonly string[]): string =>
  texts
    .filter((t) => t !== '')
    .join(' ')
    .replace(/\s+/gu, ' ')
    .trim()
    .slice(0, maxSubject);

function titledSubject(lines: readonly Line[], at: number, rest: string): { readonly subject: Field | null; readonly next: number } {
  const title = lines[at];
  if (title === undefined) return { subject: null, next: at + 1 };
  const taken = subjectLines(lines, at + 1, title, false);
  const text = joined([rest, ...taken.map((l) => l.text)]).replace(/^(?:V\/v|v\/v|V\/V)[\s:.]*/u, '');
  // Without layout a line of prose may have slipped in.
  const surely =
    taken.length <= 4 &&
    text.length <= 300 &&
    (title.box !== null || title.column !== null || !taken.slice(1).some((l) => l.text.length > 110));
  const last = taken.at(-1);
  return {
    subject: text === '' ? null : onSheet(text, taken[0] ?? title, surely ? 0.85 : 0.6),
    next: last === undefined ? at + 1 : lines.indexOf(last) + 1,
  };
}

function aboutSubject(lines: readonly Line[]): { readonly subject: Field; readonly at: number } | null {
  const at = lines.findIndex((l) => aboutMark.test(l.text));
  const line = lines[at];
  if (line === undefined) return null;
  const text = joined([
    line.text.replace(aboutMark, ''),
    ...subjectLines(lines, at + 1, line, true)
      .filter((l) => !l.gap)
      .map((l) => l.text),
  ]);
  return text === '' ? null : { subject: onSheet(text, line, 0.85), at };
}

/** Tên loại and trích yếu. `lines`: the heading; `notation`: the ký hiệu read; `letter`: Kính gửi follows. */
export function titleOf(lines: readonly Line[], notation: Field | null, letter: boolean): Title {
  const byCode = notation === null ? null : typeOfNotation(notation.value);
  const centred = lines.findIndex((l) => l.column !== 'left' && typeOnLine(l) !== null);
  const at = centred >= 0 ? centred : lines.findIndex((l) => typeOnLine(l) !== null);
  const line = lines[at];
  const found = line === undefined ? null : typeOnLine(line);
  if (line !== undefined && found !== null) {
    const disagrees = byCode !== null && key(byCode.name) !== key(found.name);
    const typeName = onSheet(found.name, line, disagrees ? 0.6 : found.confidence);
    return {
      typeName: disagrees ? { ...typeName, alternatives: [{ value: byCode.name, source: 'layout', page: line.page }] } : typeName,
      ...titledSubject(lines, at, found.rest),
      at,
    };
  }
  const about = aboutSubject(lines);
  if (byCode !== null && notation !== null)
    return {
      typeName: { ...notation, value: byCode.name, confidence: 0.7 },
      subject: about?.subject ?? null,
      at: about?.at ?? -1,
      next: -1,
    };
  if (notation !== null && (about !== null || letter))
    return {
      typeName: { ...notation, value: 'Công văn', confidence: about === null ? 0.6 : 0.85 },
      subject: about?.subject ?? null,
      at: about?.at ?? -1,
      next: -1,
    };
  return { typeName: null, subject: about?.subject ?? null, at: about?.at ?? -1, next: -1 };
}
