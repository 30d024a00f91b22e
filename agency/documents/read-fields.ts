import { foldDiacritics } from '../../vietnamese/normal-forms.ts';
import { noFields, onSheet, type Field, type Fields } from './fields.ts';
import { headingOf, plainLines, secrecyOf, urgencyOf, type Heading } from './heading.ts';
import { dueOf } from './read-due.ts';
import { citedCode, codesOf, dateOnLine, numberFields, dateIn } from './read-number.ts';
import { organOfAuthority, organOfCitation, organOnSheet } from './read-organ.ts';
import { addresseesOf, placesOf, signerOf } from './read-signer.ts';
import { titleOf } from './read-title.ts';
import type { DocumentText, Line } from './text-lines.ts';

export type Sheet = {
  readonly fields: Fields;
  readonly secrecyMark: string | null;
  /** Quốc hiệu stands in the heading. */
  readonly motto: boolean;
  /** The sheet is an annex: `(Kèm theo …)` stands in its heading, and no number of its own. */
  readonly annex: boolean;
};

type DateFields = { readonly issuedDate: Field | null; readonly placeName: Field | null };

function datesOf(heading: readonly Line[], codes: ReturnType<typeof codesOf>, all: readonly Line[]): DateFields {
  const line = heading.find((l) => dateOnLine(l) !== null) ?? all.slice(-12).find((l) => (dateOnLine(l)?.place ?? null) !== null);
  const read = line === undefined ? null : dateOnLine(line);
  if (line !== undefined && read !== null) {
    const confidence = !heading.includes(line) ? 0.6 : read.place === null ? 0.75 : 0.95;
    return {
      issuedDate: onSheet(read.date, line, confidence),
      placeName: read.place === null ? null : onSheet(read.place, line, confidence),
    };
  }
  const beside = codes.find((c) => dateIn(c.line.text) !== null);
  const date = beside === undefined ? null : dateIn(beside.line.text);
  return { issuedDate: beside === undefined || date === null ? null : onSheet(date, beside.line, 0.75), placeName: null };
}

/** What the line `(Ban hành kèm theo …)` of an annex adds: values where there are none, doubt where they differ. */
function withCitation(fields: Fields, lines: readonly Line[], typeName: string | null): Fields {
  const cited = citedCode(lines);
  if (cited === null || (typeName !== null && cited.type.toLowerCase() !== typeName.toLowerCase())) return fields;
  const page = lines[cited.at]?.page ?? null;
  const body = (value: string): Field => ({ value, source: 'body', confidence: 0.6, page });
  const same = fields.codeNumber === null || (fields.codeNumber.value === cited.number && fields.codeNotation?.value === cited.notation);
  const { issuedDate } = fields;
  const doubt =
    same && cited.date !== null && issuedDate !== null && issuedDate.value !== cited.date
      ? [{ value: cited.date, source: 'body' as const, page }]
      : [];
  const dated =
    issuedDate === null
      ? cited.date === null
        ? null
        : body(cited.date)
      : doubt.length > 0
        ? { ...issuedDate, confidence: 0.5, alternatives: doubt }
        : issuedDate;
  return {
    ...fields,
    // A blank number (draft) stays blank: the annex may cite an older paper.
    codeNumber: fields.codeNumber ?? (fields.codeNotation === null ? body(cited.number) : null),
    codeNotation: fields.codeNotation ?? body(cited.notation),
    issuedDate: dated,
    organName: fields.organName ?? organOfCitation(cited.organ, page),
  };
}

const languageOf = (text: string): Field | null => {
  const letters = text.slice(0, 20_000).match(/\p{L}/gu)?.length ?? 0;
  const marked = text.slice(0, 20_000).match(/[ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ]/giu)?.length ?? 0;
  return letters < 40 || marked < letters * 0.1 ? null : { value: 'vi', source: 'body', confidence: 0.9, page: null };
};

function priorityOf(heading: Heading, lines: readonly Line[], kind: DocumentText['kind']): Fields['priority'] {
  // Text boxes of old Word files arrive behind the text.
  const places = kind === 'doc' ? [...heading.lines, ...lines.slice(-8)] : heading.lines;
  const line = places.find((l) => urgencyOf(l.text) !== null);
  const value = line === undefined ? null : urgencyOf(line.text);
  return line === undefined || value === null ? null : onSheet(value, line, 0.9);
}

/** Acts and contracts set limits for everybody, not for the one they are sent to. */
const acts = new Set([
  'Hiến pháp',
  'Bộ luật',
  'Luật',
  'Pháp lệnh',
  'Nghị định',
  'Thông tư',
  'Thông tư liên tịch',
  'Nghị quyết',
  'Quyết định',
  'Quy chế',
  'Quy định',
  'Hợp đồng',
]);

/** An annex alone: number and day are those of the document it belongs to, which it isn't. */
const ofParent = (fields: Fields): Fields => {
  const doubt = (field: Field | null): Field | null => (field === null ? null : { ...field, confidence: Math.min(field.confidence, 0.3) });
  return {
    ...fields,
    codeNumber: doubt(fields.codeNumber),
    codeNotation: doubt(fields.codeNotation),
    issuedDate: doubt(fields.issuedDate),
    organName: doubt(fields.organName),
  };
};

/** Reads the fields of one document by the layout of Phụ lục I NĐ30. Only what stands there; never a guess. */
export function readFields(document: DocumentText): Sheet {
  const { lines } = document;
  const pageAmount: Field<number> | null =
    document.pages === null
      ? null
      : { value: document.pages, source: 'layout', confidence: document.kind === 'pdf' ? 0.95 : 0.6, page: null };
  if (lines.length === 0) return { fields: { ...noFields, pageAmount }, secrecyMark: null, motto: false, annex: false };
  const heading = headingOf(lines);
  const upper = plainLines(heading);
  const codes = codesOf(upper);
  const number = numberFields(codes);
  const dates = datesOf(upper, codes, lines);
  const addressees = addresseesOf(lines);
  // Rules end a trích yếu, so the title is read with them.
  const titleLines = heading.lines.filter((l) => urgencyOf(l.text) === null && secrecyOf(l.text) === null);
  const title = titleOf(titleLines, number.codeNotation, addressees !== null);
  const ends = [
    codes[0]?.at,
    upper.findIndex((l) => dateOnLine(l) !== null),
    upper.findIndex((l) => l.text === titleLines[title.at]?.text),
  ].flatMap((n) => (n === undefined || n < 0 ? [] : [n]));
  const annex =
    codes.length === 0 &&
    (/^(?:phu luc|bieu|danh sach|mau)\b/u.test(foldDiacritics(lines[0]?.text ?? '')) ||
      upper.slice(0, 8).some((l) => /^\(?(?:Ban hành )?kèm theo/iu.test(l.text)));
  const organ =
    ends.length === 0 && !heading.motto ? { organName: null, superior: null } : organOnSheet(upper, Math.min(upper.length, ...ends));
  const basic: Fields = {
    ...noFields,
    ...number,
    ...dates,
    typeName: annex ? null : title.typeName,
    subject: annex ? null : title.subject,
    organName: annex ? null : (organ.organName ?? organOfAuthority(titleLines.slice(title.next < 0 ? titleLines.length : title.next))),
    superior: annex ? null : organ.superior,
    signerInfo: signerOf(lines),
    priority: priorityOf(heading, lines, document.kind),
    addressees,
    toPlaces: placesOf(lines),
    pageAmount,
    language: languageOf(document.text),
    ...(acts.has(title.typeName?.value ?? '') || annex ? {} : dueOf(lines.slice(heading.lines.length), dates.issuedDate?.value ?? null)),
  };
  const secrecy = heading.lines.map((l) => secrecyOf(l.text)).find((m) => m !== null) ?? null;
  const cited = withCitation(basic, lines, basic.typeName?.value ?? null);
  return { fields: annex ? ofParent(cited) : cited, secrecyMark: secrecy, motto: heading.motto, annex };
}
