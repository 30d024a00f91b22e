import { onSheet, type Alternative, type Field } from './fields.ts';
import type { Line } from './text-lines.ts';

export type Code = { readonly number: string | null; readonly notation: string; readonly at: number; readonly line: Line };
export type CitedCode = { readonly number: string; readonly notation: string; readonly date: string | null; readonly organ: string | null };

const notation = String.raw`(?:\d{4} ?\/ ?)?\p{Lu}[\p{L}\d]{0,11}(?: ?[-–&./] ?\p{L}[\p{L}\d]{0,14}){0,5}`;
const lineOfNumber = new RegExp(
  String.raw`^(?:(?:Luật|Lệnh|Nghị quyết|Pháp lệnh|LUẬT|PHÁP LỆNH) )?(?:Số|SỐ|số|Sô)(?: hiệu)? ?[:.;]? ?(\d[\d ]{0,8}[a-zđ]?|[ ._…·]{0,80}) ?\/ ?(${notation})(?![\p{L}\d])`,
  'u',
);
/** Party organisations write `Số 12-BC/TU`. */
const lineOfParty = /^(?:Số|SỐ) ?:? ?(\d{1,6}|[ ._…·]{0,80}) ?[-–] ?(\p{Lu}[\p{L}\d]{0,8}(?:\/[\p{L}\d-]{2,16}){1,3})/u;

/** `BC - UBND` → `BC-UBND`. */
const tidy = (text: string): string =>
  text
    .replaceAll(' ', '')
    .replaceAll('–', '-')
    .replace(/[.\-&/]+$/u, '');

const digits = (text: string): string | null => {
  const number = text.replaceAll(' ', '');
  return /^\d{1,7}[a-zđ]?$/u.test(number) ? number : null;
};

/** The lines `Số: …/…` of a heading, from the top; a blank number (`Số:……/BC-K4`) gives null. */
export function codesOf(lines: readonly Line[]): readonly Code[] {
  return lines.flatMap((line, at) => {
    const match = lineOfNumber.exec(line.text) ?? lineOfParty.exec(line.text);
    if (match?.[1] === undefined || match[2] === undefined) return [];
    return [{ number: digits(match[1]), notation: tidy(match[2]), at, line }];
  });
}

const others = <T>(
  list: readonly T[],
  source: Alternative<T>['source'],
  page: number | null,
): { alternatives?: readonly Alternative<T>[] } =>
  list.length === 0 ? {} : { alternatives: list.map((value) => ({ value, source, page })) };

/** Number and notation of the sheet. Two different ones are both shown, and neither is certain. */
export function numberFields(codes: readonly Code[]): { readonly codeNumber: Field | null; readonly codeNotation: Field | null } {
  const chosen = codes.find((c) => c.number !== null && c.line.column !== 'right') ?? codes.find((c) => c.number !== null) ?? codes[0];
  if (chosen === undefined) return { codeNumber: null, codeNotation: null };
  const rest = codes.filter((c) => c.number !== null && (c.number !== chosen.number || c.notation !== chosen.notation));
  const confidence = rest.length > 0 ? 0.6 : chosen.line.column === 'right' ? 0.7 : 0.95;
  const otherNumbers = rest.flatMap((c) => c.number ?? []).filter((n) => n !== chosen.number);
  const otherNotations = rest.map((c) => c.notation).filter((n) => n !== chosen.notation);
  return {
    codeNumber:
      chosen.number === null
        ? null
        : { ...onSheet(chosen.number, chosen.line, confidence), ...others(otherNumbers, 'layout', chosen.line.page) },
    codeNotation: { ...onSheet(chosen.notation, chosen.line, confidence), ...others(otherNotations, 'layout', chosen.line.page) },
  };
}

const two = (text: string): string => text.padStart(2, '0');

/** First date in words or figures (`ngày 8 /06/2015`, `ngày 05 tháng 3 năm 2020`), YYYY-MM-DD; null when there is none or no such day. */
export function dateIn(text: string): string | null {
  const match = /ngày ?(\d ?\d?) ?(?:tháng|[/.-]) ?(\d ?\d?) ?(?:năm|[/.-]) ?(\d ?\d ?\d ?\d)(?! ?\d)/iu.exec(text);
  if (match === null) return null;
  const [day = '', month = '', year = ''] = match.slice(1).map((part) => part.replaceAll(' ', ''));
  return realDay(Number(year), Number(month), Number(day));
}

export function realDay(year: number, month: number, day: number): string | null {
  if (year < 1945 || year > 2200 || month < 1 || month > 12 || day < 1) return null;
  const last = month === 2 ? (year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
  return day > last ? null : `${year}-${two(String(month))}-${two(String(day))}`;
}

const lineOfDate =
  /^(?:(\p{Lu}[\p{L} .'’-]{1,40}?) ?,? ?)?ngày ?\d ?\d? ?(?:tháng|[/.-]) ?\d ?\d? ?(?:năm|[/.-]) ?\d ?\d ?\d ?\d ?[.,;]?$/iu;

/** `Tân Lập, ngày 05 tháng 11 năm 2026`: place and day of issue. */
export function dateOnLine(line: Line): { readonly date: string; readonly place: string | null } | null {
  const match = lineOfDate.exec(line.text);
  const date = match === null ? null : dateIn(line.text);
  if (match === null || date === null) return null;
  const place = match[1]?.trim() ?? null;
  return place !== null && (/^(?:Số|Từ|Đến|Trước|Sau|Căn cứ|Vào|Hôm nay|Kèm theo)(?: |$)/iu.test(place) || !/^\p{Lu}/u.test(place))
    ? null
    : { date, place };
}

const cited = new RegExp(
  String.raw`(?:Ban hành )?[Kk]èm theo ([\p{L} ]{2,25}?) (?:số ?:? ?)?(\d[\d ]{0,8}) ?\/ ?(${notation}) ?,? [Nn]gày (\d ?\d? ?(?:tháng|[/.-]) ?\d ?\d? ?(?:năm|[/.-]) ?\d{4})(?: của ([^)]{3,140}))?`,
  'u',
);

/** `(Ban hành kèm theo Quyết định số 376/QĐ-SNV ngày … của …)` above an annex tells number, day and issuer once more. */
export function citedCode(lines: readonly Line[]): (CitedCode & { readonly type: string; readonly at: number }) | null {
  const at = lines.findIndex((l) => /kèm theo/iu.test(l.text) && /^[(*]*\s*(?:Ban hành )?kèm theo/iu.test(l.text));
  if (at < 0) return null;
  const text = lines
    .slice(at, at + 4)
    .map((l) => l.text)
    .join(' ');
  const match = cited.exec(text);
  const number = match?.[2] === undefined ? null : digits(match[2]);
  if (match === null || number === null) return null;
  return {
    type: match[1] ?? '',
    number,
    notation: tidy(match[3] ?? ''),
    date: dateIn(`ngày ${match[4] ?? ''}`),
    organ: match[5]?.trim() ?? null,
    at,
  };
}
