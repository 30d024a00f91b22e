import type { MailFile, OfficeMail } from '../../mail/office-mail.ts';
import { certain } from '../documents/fields.ts';
import {
  emptyFields,
  fieldNames,
  type Book,
  type DocumentData,
  type DocumentFields,
  type FieldName,
  type RegisteredFile,
} from './document.ts';
import { registeredFileName } from './file-name.ts';
import type { FirstSender } from './intake-item.ts';
import type { DocumentReading } from './ports.ts';
import { dayForPeople, vietnamDay, vietnamTime } from './vietnam-day.ts';

/** Fields whose doubt a clerk has to settle; the others may stay empty. */
const settled: readonly FieldName[] = ['codeNumber', 'codeNotation', 'issuedDate', 'organName', 'subject'];

const entries = <T>(
  reading: DocumentReading,
  of: (field: NonNullable<DocumentReading['fields'][FieldName]>) => T | undefined,
): Partial<Record<FieldName, T>> =>
  Object.fromEntries(
    fieldNames.flatMap((name) => {
      const field = reading.fields[name];
      const value = field === null || field === undefined ? undefined : of(field);
      return value === undefined ? [] : [[name, value] as const];
    }),
  );

/** The plain values; what was not read is null, never guessed. Lengths are those of the XML (Phụ lục VI). */
export function fieldsOf(reading: DocumentReading, mailSubject: string): DocumentFields {
  const { fields } = reading;
  const cut = (text: string | undefined, length: number): string | null => (text === undefined ? null : text.slice(0, length));
  return {
    ...emptyFields,
    codeNumber: cut(fields.codeNumber?.value, 11),
    codeNotation: cut(fields.codeNotation?.value, 30),
    issuedDate: fields.issuedDate?.value ?? null,
    organName: cut(fields.organName?.value, 200),
    typeName: cut(fields.typeName?.value, 100),
    // Without a trích yếu the mail's subject stands in, as something to check.
    subject: cut(fields.subject?.value ?? mailSubject, 500),
    language: fields.language?.value ?? null,
    pageAmount: fields.pageAmount?.value ?? null,
    signerInfo: fields.signerInfo?.value ?? null,
    priority: fields.priority?.value ?? null,
    toPlaces: cut(fields.toPlaces?.value, 1000),
    dueDate: fields.dueDate?.value ?? null,
  };
}

/** The files to register, the main document first; without documents all files of the mail. */
export function orderedFiles(files: readonly MailFile[], reading: DocumentReading): readonly MailFile[] {
  const chosen = reading.files.length > 0 ? files.filter((f) => reading.files.includes(f.path)) : files;
  return [...chosen.filter((f) => f.path === reading.main), ...chosen.filter((f) => f.path !== reading.main)];
}

export type DraftMail = Pick<OfficeMail, 'via' | 'receivedAt' | 'summary'> & { readonly originalSha256: string | null };

/** Builds the row for the number it gets. `by` is the address of the clerk who asked for it, or `hệ thống`. */
export function draftDocument(draft: {
  readonly agency: string;
  readonly book: Book;
  readonly year: number;
  readonly mail: DraftMail;
  readonly reading: DocumentReading;
  readonly files: readonly MailFile[];
  readonly firstSender: FirstSender | null;
  readonly by: string;
  readonly now: Date;
}): (number: number) => DocumentData {
  const { mail, reading, firstSender } = draft;
  const fields = fieldsOf(reading, mail.summary.subject);
  const confidence = entries(reading, (field) => field.confidence);
  if (reading.fields.subject === null || reading.fields.subject === undefined) confidence.subject = 0.3;
  const arrivalDate = vietnamDay(new Date(mail.receivedAt));
  const late = Number(arrivalDate.slice(0, 4)) === draft.year ? '' : `Thư đến ngày ${dayForPeople(arrivalDate)}, vào sổ năm ${draft.year}`;
  const ordered = orderedFiles(draft.files, reading);

  return (number) => ({
    ...fields,
    agency: draft.agency,
    book: draft.book,
    series: '',
    year: draft.year,
    number,
    arrivalNumber: number,
    arrivalDate,
    description: [late, firstSender === null ? '' : `${mail.summary.from.address} chuyển đến`].filter((part) => part !== '').join('; '),
    traceHeaderList: [],
    fileCode: null,
    docOrdinal: null,
    issuedAmount: null,
    state: 'registered',
    confidence,
    fieldSources: entries(reading, (field) => field.source),
    alternatives: entries(reading, (field) =>
      field.alternatives === undefined || field.alternatives.length === 0 ? undefined : field.alternatives,
    ),
    doubtful: draft.book === 'don' ? [] : settled.filter((name) => fields[name] === null || (confidence[name] ?? 0) < certain),
    urgent: fields.priority !== null,
    files: ordered.map((file, i): RegisteredFile => ({
      n: i + 1,
      name: registeredFileName(number, fields, i + 1, { mediaType: file.mediaType, originalName: file.name }),
      originalName: file.name,
      bytes: file.bytes.length,
      sha256: file.sha256,
      mediaType: file.mediaType,
      main: file.path === reading.main,
    })),
    original: mail.originalSha256,
    source: {
      via: mail.via,
      messageId: mail.summary.messageId,
      from: firstSender?.from ?? mail.summary.from.address,
      receivedAt: vietnamTime(new Date(firstSender?.at ?? mail.receivedAt)),
      passedOn: firstSender === null ? null : { by: mail.summary.from.address, at: vietnamTime(new Date(mail.receivedAt)) },
    },
    copies: [],
    history: [{ at: vietnamTime(draft.now), by: draft.by, what: 'Vào sổ', detail: `Số đến ${number}` }],
    registeredAt: draft.now.toISOString(),
  });
}
