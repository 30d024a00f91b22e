import { foldDiacritics } from '../../vietnamese/normal-forms.ts';
import type { DocumentFields } from './document.ts';

type Code = Pick<DocumentFields, 'codeNumber' | 'codeNotation'>;

const squeezed = (text: string): string => foldDiacritics(text).replace(/[^\p{L}\p{N}/]+/gu, '');

/** Số and ký hiệu as one key: `007/ubnd-vx` and `7 /UBND-VX` are the same. Empty where the two are not both known. */
export const codeKeyOf = (code: Code): string =>
  code.codeNumber === null || code.codeNumber === '' || code.codeNotation === null || code.codeNotation === ''
    ? ''
    : `${squeezed(code.codeNumber).replace(/^0+(?=.)/, '')}/${squeezed(code.codeNotation)}`;

/** The issuing agency's name as a key; empty where unknown. */
export const organKeyOf = (name: string | null): string => squeezed(name ?? '').replaceAll('/', '');

export type Sameness = Code & Pick<DocumentFields, 'organName' | 'issuedDate'> & { readonly arrivalYear: number; readonly from: string };

/**
 * The same document by law: số, ký hiệu and cơ quan ban hành agree, in one year (numbers begin anew each 01/01). Where one side's
 * agency was not read, the issued date and the sender must agree instead: communes share ký hiệu.
 */
export function isSameDocument(a: Sameness, b: Sameness): boolean {
  const code = codeKeyOf(a);
  if (code === '' || code !== codeKeyOf(b)) return false;
  const yearOf = (document: Sameness): number =>
    document.issuedDate === null ? document.arrivalYear : Number(document.issuedDate.slice(0, 4));
  if (yearOf(a) !== yearOf(b)) return false;
  const organs = [organKeyOf(a.organName), organKeyOf(b.organName)];
  if (!organs.includes('')) return organs[0] === organs[1];
  return a.issuedDate !== null && a.issuedDate === b.issuedDate && a.from.toLowerCase() === b.from.toLowerCase();
}
