import { foldDiacritics } from '../../vietnamese/normal-forms.ts';
import { isCapitals, key } from './words.ts';
import { typeOfNotation } from './types.ts';
import type { Alternative, Field, Fields, FieldSource } from './fields.ts';

export type Mail = { readonly subject: string; readonly text: string; readonly from: string };
export type Hint = { readonly number: string; readonly notation: string; readonly source: FieldSource; readonly confidence: number };

const code = /(?<![\p{L}\d/])(\d{1,6})\s?\/\s?((?:\d{4}\s?\/\s?)?\p{Lu}[\p{L}\d]{0,8}(?:-[\p{L}\d]{1,12}){1,4})(?![\p{L}\d])/gu;
/** Words in front of a number that make it somebody else's. */
const cites = /(?:căn cứ|theo|thực hiện|phúc đáp|trả lời|tại|đã nhận(?: được)?)\s+(?:[\p{L}]+\s+){0,4}(?:số\s*:?\s*)?$/iu;
const sends = /(?:gửi|kính gửi|ban hành|chuyển|phát hành)\s+(?:[\p{L}]+\s+){0,6}(?:số\s*:?\s*)?$/iu;

function hintsIn(text: string, source: FieldSource, confidence: number): readonly Hint[] {
  return [...text.matchAll(code)].flatMap((match) => {
    const before = text.slice(Math.max(0, match.index - 60), match.index);
    if (cites.test(before)) return [];
    const notation = (match[2] ?? '').replaceAll(' ', '');
    return [{ number: match[1] ?? '', notation, source, confidence: sends.test(before) ? confidence + 0.1 : confidence }];
  });
}

/** `187_BC-UBND.pdf`, `1234-UBND-NC_signed.pdf`, `So 187 BC-UBND.docx`. */
export function hintOfName(name: string): Hint | null {
  const stem = name
    .normalize('NFC')
    .slice(0, 200)
    .replace(/\.[a-z]{3,4}$/iu, '')
    .replace(/[._ -]*(?:signed|da ky|đã ký|ky so|ký số)+$/iu, '');
  const match = /(?:^|[^\d\p{L}])(\d{1,5})[ ._-]+((?:\d{4}[ ._-])?[A-ZĐ][\p{L}]{0,5}(?:-[A-ZĐ][\p{L}\d]{0,10}){1,3})(?:$|[^\p{L}\d])/u.exec(
    stem,
  );
  if (match?.[1] === undefined || match[2] === undefined) return null;
  return { number: match[1], notation: match[2].replace(/[ _.]/gu, '/'), source: 'file-name', confidence: 0.5 };
}

/** Numbers that the mail itself names as its document's, best first. Quoted mail is left out. */
export function hintsOfMail(mail: Mail): readonly Hint[] {
  const own = mail.text
    .slice(0, 20_000)
    .split('\n')
    .filter((l) => !l.startsWith('>'))
    .join('\n')
    .normalize('NFC');
  return [...hintsIn(mail.subject.normalize('NFC'), 'subject', 0.5), ...hintsIn(own, 'body', 0.4)].sort(
    (a, b) => b.confidence - a.confidence,
  );
}

const unique = (hints: readonly Hint[]): readonly Hint[] =>
  hints.filter((h, i) => hints.findIndex((o) => o.number === h.number && o.notation === h.notation) === i);

/** Adds what mail and file names say: a value where the sheet gave none (never certain), otherwise only agreement raises confidence. */
export function withHints(fields: Fields, all: readonly Hint[]): Fields {
  const hints = unique(all);
  const best = hints[0];
  if (best === undefined) return fields;
  if (fields.codeNumber !== null) {
    const agrees = hints.some((h) => h.number === fields.codeNumber?.value && h.notation === fields.codeNotation?.value);
    const raised = (field: Field | null): Field | null =>
      field === null || !agrees ? field : { ...field, confidence: Math.min(0.99, field.confidence + 0.04) };
    return { ...fields, codeNumber: raised(fields.codeNumber), codeNotation: raised(fields.codeNotation) };
  }
  if (fields.codeNotation !== null && key(fields.codeNotation.value) !== key(best.notation)) return fields;
  const confidence = hints.length > 1 ? 0.3 : best.confidence;
  const made = (pick: (hint: Hint) => string): Field => {
    const value = pick(best);
    const alternatives: Alternative<string>[] = hints.slice(1, 5).map((h) => ({ value: pick(h), source: h.source, page: null }));
    return { value, source: best.source, confidence, page: null, ...(alternatives.length > 0 ? { alternatives } : {}) };
  };
  const type = typeOfNotation(best.notation);
  return {
    ...fields,
    codeNumber: made((h) => h.number),
    codeNotation: fields.codeNotation ?? made((h) => h.notation),
    typeName: fields.typeName ?? (type === null ? null : { value: type.name, source: best.source, confidence: 0.4, page: null }),
  };
}

/** `HỎA TỐC` in capitals in the subject: proposed, not certain. */
export function priorityOfSubject(subject: string): Fields['priority'] {
  const words = subject.split(/[\s[\](){}:!,.–-]+/u).filter((w) => w !== '');
  const joined = ` ${words
    .filter((w) => isCapitals(w))
    .map((w) => key(w))
    .join(' ')} `;
  const value = joined.includes(key(' hỏa tốc ').trim())
    ? 'Hỏa tốc'
    : joined.includes('thượng khẩn')
      ? 'Thượng khẩn'
      : joined.includes(' khẩn ')
        ? 'Khẩn'
        : null;
  return value === null ? null : { value, source: 'subject', confidence: 0.6, page: null };
}

const complaints = 'khieu nai|to cao|to giac|kien nghi|phan anh|tranh chap|trinh bao|keu cuu|to trinh khieu nai';
const complaintHead = new RegExp(String.raw`^(?:don|thu)(?: de nghi| yeu cau| xin)?(?: giai quyet)?(?: (?:${complaints}))(?![a-z])`, 'u');

/** A đơn by its heading: `ĐƠN TỐ CÁO`, `Đơn kiến nghị, phản ánh`. */
export const isComplaintHead = (text: string): boolean =>
  complaintHead.test(
    foldDiacritics(text)
      .replace(/^(?:(?:re|fwd?|tr|tl)\s*:\s*)+/u, '')
      .replace(/[^a-z]+/gu, ' ')
      .trim(),
  );
