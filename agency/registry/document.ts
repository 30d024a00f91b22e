/** A row of a book of the register: the field names are those of NĐ30 Phụ lục VI. */

/** Sổ đăng ký văn bản đến, sổ đăng ký văn bản đi, and the separate book of đơn (khiếu nại, tố cáo …). */
export type Book = 'den' | 'di' | 'don';

export type DocumentState = 'registered' | 'checked' | 'presented' | 'directed' | 'done' | 'cancelled';

/** Fields read from the document; a clerk confirms or corrects them. */
export type DocumentFields = {
  readonly codeNumber: string | null;
  readonly codeNotation: string | null;
  /** YYYY-MM-DD. */
  readonly issuedDate: string | null;
  readonly organName: string | null;
  readonly typeName: string | null;
  readonly subject: string | null;
  readonly language: string | null;
  readonly pageAmount: number | null;
  readonly signerInfo: { readonly position: string | null; readonly fullName: string | null } | null;
  readonly priority: string | null;
  /** Nơi nhận. */
  readonly toPlaces: string | null;
  /** YYYY-MM-DD; blank where no hạn stands, never invented. */
  readonly dueDate: string | null;
};

export type FieldName = keyof DocumentFields;

export const fieldNames: readonly FieldName[] = [
  'codeNumber',
  'codeNotation',
  'issuedDate',
  'organName',
  'typeName',
  'subject',
  'language',
  'pageAmount',
  'signerInfo',
  'priority',
  'toPlaces',
  'dueDate',
];

/** Where nothing was read. */
export const emptyFields: DocumentFields = {
  codeNumber: null,
  codeNotation: null,
  issuedDate: null,
  organName: null,
  typeName: null,
  subject: null,
  language: null,
  pageAmount: null,
  signerInfo: null,
  priority: null,
  toPlaces: null,
  dueDate: null,
};

export type RegisteredFile = {
  /** 1, 2, … in the order of the mail, the main document first. */
  readonly n: number;
  /** `<số đến>_<số>-<ký hiệu>_<n>.<ext>` (TTH Đ7.1a). */
  readonly name: string;
  readonly originalName: string | null;
  readonly bytes: number;
  readonly sha256: string;
  readonly mediaType: string;
  /** The văn bản chính, told from its tài liệu kèm theo (ĐB Đ6.1a). */
  readonly main: boolean;
};

/** The same document again: attached to the row, no second number. */
export type FurtherCopy = {
  readonly intakeId: string;
  readonly messageId: string | null;
  readonly from: string;
  readonly receivedAt: string;
  readonly files: readonly { readonly name: string | null; readonly sha256: string; readonly bytes: number; readonly mediaType: string }[];
};

export type DocumentSource = {
  readonly via: 'smtp' | 'imap' | 'paper';
  readonly messageId: string | null;
  /** Who sent it first, also where a colleague passed it on. */
  readonly from: string;
  readonly receivedAt: string;
  /** Who of the agency passed it on to the office mailbox, and when. */
  readonly passedOn: { readonly by: string; readonly at: string } | null;
};

export type HistoryLine = { readonly at: string; readonly by: string; readonly what: string; readonly detail: string };

export type DocumentData = DocumentFields & {
  readonly agency: string;
  readonly book: Book;
  /** Series of a book: empty for the one sequence of văn bản đến (NĐ30 Đ22.2) and of đơn. */
  readonly series: string;
  readonly year: number;
  /** Position in (agency, book, series, year), gapless from 1. */
  readonly number: number;
  /** Số đến; null in sổ đi. */
  readonly arrivalNumber: number | null;
  /** Ngày đến, YYYY-MM-DD in Asia/Ho_Chi_Minh; null in sổ đi. */
  readonly arrivalDate: string | null;
  readonly description: string;
  /** Ý kiến phân phối, chỉ đạo, trạng thái. */
  readonly traceHeaderList: readonly string[];
  readonly fileCode: string | null;
  readonly docOrdinal: number | null;
  readonly issuedAmount: number | null;
  readonly state: DocumentState;
  /** Per field that was read, 0-1; 1 = a person said so. */
  readonly confidence: Readonly<Partial<Record<FieldName, number>>>;
  /** Per field, where the value stands. */
  readonly fieldSources: Readonly<Partial<Record<FieldName, string>>>;
  /** Other values found for the same field, for a person to choose. */
  readonly alternatives: Readonly<
    Partial<Record<FieldName, readonly { readonly value: unknown; readonly source: string; readonly page: number | null }[]>>
  >;
  /** Fields a clerk should look at. */
  readonly doubtful: readonly FieldName[];
  /** Hỏa tốc, Thượng khẩn, Khẩn. */
  readonly urgent: boolean;
  readonly files: readonly RegisteredFile[];
  /** SHA-256 of the message as received; null for paper. */
  readonly original: string | null;
  readonly source: DocumentSource;
  readonly copies: readonly FurtherCopy[];
  readonly history: readonly HistoryLine[];
  readonly registeredAt: string;
};

export type Document = DocumentData & { readonly id: string };

/** Path of a registered file on our pages. */
export const fileHref = (documentId: string, n: number): string => `/api/v1/documents/${documentId}/files/${n}`;

/** `1234/UBND-NC` as people write it; empty where neither is known. */
export const codeOf = (fields: Pick<DocumentFields, 'codeNumber' | 'codeNotation'>): string =>
  [fields.codeNumber, fields.codeNotation].filter((part) => part !== null && part !== '').join('/');
