import { foldDiacritics } from '../../vietnamese/normal-forms.ts';
import { documentText, type DocumentFile } from './document-text.ts';
import { noFields, type Field, type Fields } from './fields.ts';
import { readFields, type Sheet } from './read-fields.ts';
import { hintOfName, hintsOfMail, isComplaintHead, priorityOfSubject, withHints, type Mail } from './read-mail.ts';
import { isCapitals } from './words.ts';
import type { DocumentText } from './text-lines.ts';
import type { Unreadable } from './unreadable-error.ts';

export type ReadFile = {
  readonly kind: DocumentText['kind'];
  readonly pages: number | null;
  readonly unreadable: Unreadable | 'deadline' | null;
  readonly hasSignatureFields: boolean;
  /** Pictures of paper without text. */
  readonly scan: boolean;
};

export type ReadDocument = {
  /** Index of the văn bản chính among the files; null when none is a document. */
  readonly main: number | null;
  readonly fields: Fields;
  readonly files: readonly ReadFile[];
  /** A document by số/ký hiệu, by the layout of Phụ lục I, or by prose in a file: gets a number. */
  readonly isDocument: boolean;
  /** A đơn (khiếu nại, tố cáo, kiến nghị, phản ánh, tranh chấp): belongs in the closed book. */
  readonly complaint: boolean;
  /** `Mật`, `Tối mật`, `Tuyệt mật`, where the stamp stands on the sheet. */
  readonly secrecyMark: string | null;
};

type Read = { readonly file: DocumentFile; readonly text: DocumentText; readonly sheet: Sheet };

const isPaper = (text: DocumentText): boolean => text.kind === 'docx' || text.kind === 'doc' || text.kind === 'pdf' || text.kind === 'text';
/** Letters from which a text counts as prose, not as a note or a signature. */
const proseLetters = 200;

const hasProse = (text: DocumentText): boolean => text.text.length >= proseLetters && (text.text.match(/\p{L}{2,}/gu)?.length ?? 0) >= 40;

const annexName = /^(?:\d+[ ._-]*)?(?:phu ?luc|pl\b|pl[ ._-]?\d|danh ?sach|ds\b|bieu|mau|kem ?theo|bang|dinh ?kem)/u;

/** How much a file looks like the document proper among annexes. */
function weight({ file, text, sheet }: Read): number {
  const { fields } = sheet;
  const name = foldDiacritics(file.name ?? '');
  let sum = 0;
  if (!isPaper(text)) return -10;
  if (fields.codeNumber !== null && fields.codeNumber.source !== 'body') sum += 5;
  if (fields.codeNotation !== null) sum += 1;
  if (sheet.motto) sum += 3;
  if (fields.typeName !== null || fields.addressees !== null) sum += 1;
  if (fields.signerInfo !== null) sum += 1;
  if (sheet.annex || annexName.test(name)) sum -= 4;
  if (hintOfName(file.name ?? '') !== null) sum += 2;
  // The signed PDF is the document, the Word file beside it its editable copy.
  if (text.hasSignatureFields) sum += 2;
  if (text.kind === 'pdf') sum += 1;
  if (text.scan) sum += 1;
  return sum;
}

const standsAsDocument = ({ text, sheet }: Read): boolean =>
  isPaper(text) && (sheet.fields.codeNotation !== null || sheet.motto || text.scan || text.unreadable !== null || hasProse(text));

const isComplaint = (reads: readonly Read[], mail: Mail): boolean =>
  isComplaintHead(mail.subject) ||
  mail.text
    .split('\n')
    .slice(0, 12)
    .some((l) => isCapitals(l) && isComplaintHead(l)) ||
  reads.some(
    ({ file, text }) =>
      isComplaintHead((file.name ?? '').replace(/[_.-]+/gu, ' ')) ||
      text.lines
        .slice(0, 14)
        .some((l) => l.text.length < 120 && (isCapitals(l.text) || l.bold || l.column === 'centre') && isComplaintHead(l.text)),
  );

/** The files of one mail put together. */
function composed(reads: readonly Read[], mail: Mail): Omit<ReadDocument, 'files'> {
  const weights = reads.map(weight);
  const best = Math.max(-1, ...weights);
  const main = weights.indexOf(best);
  const chosen = reads[main];
  const names = reads.flatMap((r) => hintOfName(r.file.name ?? '') ?? []);
  const mails = hintsOfMail(mail);
  const complaint = isComplaint(reads, mail);
  const secrecyMark = reads.map((r) => r.sheet.secrecyMark).find((m) => m !== null) ?? null;
  if (chosen === undefined) {
    // A file without text (a table, an archive) is a document where the mail gives its number.
    const other = reads.length > 0 && mails.length > 0;
    return { main: other ? 0 : null, fields: other ? withHints(noFields, mails) : noFields, isDocument: other, complaint, secrecyMark };
  }
  const own = hintOfName(chosen.file.name ?? '');
  const fields = withHints(chosen.sheet.fields, [...(own === null ? [] : [own]), ...mails, ...names]);
  const priority: Field<'Hỏa tốc' | 'Thượng khẩn' | 'Khẩn'> | null = fields.priority ?? priorityOfSubject(mail.subject);
  return {
    main,
    fields: { ...fields, priority },
    isDocument: reads.some(standsAsDocument) || fields.codeNumber !== null,
    complaint,
    secrecyMark,
  };
}

/** Reads the files of one mail, in the caller's thread. */
export async function readDocument(files: readonly DocumentFile[], mail: Mail): Promise<ReadDocument> {
  const reads: Read[] = [];
  for (const file of files) {
    const text = await documentText(file);
    reads.push({ file, text, sheet: readFields(text) });
  }
  return {
    ...composed(reads, mail),
    files: reads.map(({ text }) => ({
      kind: text.kind,
      pages: text.pages,
      unreadable: text.unreadable,
      hasSignatureFields: text.hasSignatureFields,
      scan: text.scan,
    })),
  };
}
