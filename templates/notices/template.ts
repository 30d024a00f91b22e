import { oneLine } from '../words.ts';

/** How people are addressed (a setting of the agency). */
export type Salutation = 'đồng chí' | 'ông/bà' | 'anh/chị';

/** `plain`: a mailbox or an outsider, named without salutation. */
export type Addressee = { readonly name: string; readonly title: string; readonly plain?: boolean };

export type Context = {
  readonly agencyName: string;
  /** Name and telephone at the end of every notice. */
  readonly support: string;
  readonly salutation: Salutation;
  readonly addressee: Addressee;
};

/** What a notice says before it is laid out: one string a paragraph, lines kept. */
export type Letter = { readonly subject: string; readonly paragraphs: readonly string[] };

export type Template<D> = {
  vi(data: D, say: Context): Letter;
  en(data: D, say: Context): Letter;
  /** Goes to people outside the agency too: the English text stands below the Vietnamese one. */
  readonly bilingual?: true;
  /** Opens by itself, without `Kính gửi: …` to a person. */
  readonly ownOpening?: true;
};

/** A person as the text names them: `đồng chí Vũ Thị Mai`. */
export const named = (say: Context, name: string): string => `${say.salutation} ${name}`;

export const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** A subject in quotation marks. */
export const quoted = (subject: string, most = 150): string => {
  const line = oneLine(subject, most);
  return line === '' ? '(không có chủ đề)' : `"${line}"`;
};

/** Text of somebody's mail, marked line by line so that nobody takes it for ours. */
export const quotation = (text: string): string =>
  text
    .replace(/\r\n?/g, '\n')
    .split('\n')
    .map((line) => `> ${line.replace(/[\p{Cc}]/gu, ' ').trimEnd()}`.trimEnd())
    .join('\n');

export const bullets = (lines: readonly string[]): string => lines.map((line) => `- ${oneLine(line, 400)}`).join('\n');

/** A clause without the decision that holds it: `Điều 8 Quy chế`. */
export const shortClause = (clause: string): string => clause.replace(/\s*\([^()]*\)/g, '');

/** Paragraphs that are there. */
export const present = (...paragraphs: readonly (string | null | undefined | false)[]): readonly string[] =>
  paragraphs.filter((p): p is string => typeof p === 'string' && p !== '');

export const pageLine = (page: string | null): string | null => (page === null ? null : `Xem và trả lời trên trang: ${page}`);
export const pageLineEn = (page: string | null): string | null => (page === null ? null : `See and answer on the page: ${page}`);
