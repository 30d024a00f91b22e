import { onSheet, type Field } from './fields.ts';
import { behindTitle, isAgency, isCapitals, isRule, key } from './words.ts';
import type { Line } from './text-lines.ts';

/** Name beginnings that say nothing alone: the next line goes on, whatever it begins with. */
const unfinished = new Set(
  [
    'văn phòng',
    'ban chấp hành',
    'thường trực',
    'thanh tra',
    'hội đồng',
    'ban chỉ đạo',
    'ban thường vụ',
    'trung tâm',
    'ủy ban',
    'ban quản lý dự án',
    'phòng',
    'sở',
    'chi bộ',
    'đảng bộ',
  ].map(key),
);

/**
 * Joins the lines of the heading's left side to names: a line that begins no name of an agency (`XÃ TÂN LẬP`, `VÀ ĐẦU TƯ`)
 * goes on with the one before.
 */
export function namesOf(lines: readonly string[]): readonly string[] {
  const names: string[] = [];
  for (const line of lines) {
    const last = names.at(-1);
    if (last !== undefined && (!isAgency(line) || unfinished.has(key(last)) || /[,-]$|\b(?:VÀ|CỦA)$/u.test(last)))
      names[names.length - 1] = `${last} ${line}`;
    else names.push(line);
  }
  return names;
}

/** Parts of bodies: the name that counts may be the whole. */
const parts = new Set(['văn phòng', 'ban thường trực', 'ban chấp hành', 'thường trực', 'ban thường vụ', 'thanh tra'].map(key));

const notAnOrgan = /^(?:ĐƠN |SỐ\b|V\/V|ĐẢNG CỘNG SẢN VIỆT NAM|DỰ THẢO|PHỤ LỤC|BẢN |NGƯỜI |LƯU HÀNH|XEM XONG|TÀI LIỆU THU HỒI)/u;

/** Agency and its superior from the top left of the sheet; `end` is the place of the number, date or title that follows. */
export function organOnSheet(lines: readonly Line[], end: number): { readonly organName: Field | null; readonly superior: Field | null } {
  const names = lines
    .slice(0, end)
    .filter(
      (l) =>
        l.column !== 'right' &&
        !l.drawn &&
        isCapitals(l.text) &&
        l.text.length <= 120 &&
        !notAnOrgan.test(l.text) &&
        !/\d{3}/u.test(l.text),
    );
  const first = names[0];
  if (first === undefined || names.length > 6 || !isAgency(first.text)) return { organName: null, superior: null };
  const joined = namesOf(names.map((l) => l.text.replace(/[_*\s]+$/u, '')));
  const organ = joined.at(-1) ?? '';
  const superior = joined.length > 1 ? joined.slice(0, -1).join(' ') : null;
  // Three names, or one that no agency's name begins with, are read but not certain.
  const confidence = joined.length > 2 || !isAgency(organ) || parts.has(key(organ)) ? 0.6 : 0.9;
  return {
    organName: onSheet(organ.slice(0, 200), first, confidence),
    superior: superior === null ? null : onSheet(superior.slice(0, 200), first, confidence),
  };
}

/** `GIÁM ĐỐC SỞ NỘI VỤ` or `ỦY BAN NHÂN DÂN TỈNH …` alone on a line under the trích yếu names who decides. */
export function organOfAuthority(lines: readonly Line[]): Field | null {
  for (const line of lines) {
    if (!isCapitals(line.text) || isRule(line.text) || line.text.length > 120) continue;
    const text = line.text.replace(/[:.,]+$/u, '');
    const behind = behindTitle(text);
    const organ = behind ?? text;
    if (isAgency(organ)) return { value: organ, source: 'authority-line', confidence: behind === null ? 0.6 : 0.5, page: line.page };
  }
  return null;
}

/** `Giám đốc Sở Y tế Quảng Ngãi` cited as issuer: the agency behind the title. */
export function organOfCitation(issuer: string | null, page: number | null): Field | null {
  const organ = issuer === null ? null : (behindTitle(issuer) ?? issuer).replace(/[.;,*]+$/u, '');
  return organ !== null && isAgency(organ) ? { value: organ.slice(0, 200), source: 'body', confidence: 0.45, page } : null;
}
