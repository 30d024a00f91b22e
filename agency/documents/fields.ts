import type { Line } from './text-lines.ts';

/** Where a value stands: on the sheet, drawn by a visible signature, in running text, in the mail, in the file's name, in the line that names who decides. */
export type FieldSource = 'layout' | 'appearance' | 'body' | 'subject' | 'file-name' | 'authority-line';

export type Alternative<T> = { readonly value: T; readonly source: FieldSource; readonly page: number | null };

export type Field<T = string> = {
  readonly value: T;
  readonly source: FieldSource;
  /** 0-1; below `certain` a person confirms. */
  readonly confidence: number;
  /** Page of the document; null when it stands elsewhere. */
  readonly page: number | null;
  /** Other values found for the same thing. */
  readonly alternatives?: readonly Alternative<T>[];
};

/** From here on a value may be used without being confirmed. */
export const certain = 0.8;

export type Signer = { readonly position: string | null; readonly fullName: string };

/** Values of Phụ lục VI NĐ30 that a document itself tells, and some more; null = not found, never guessed. */
export type Fields = {
  readonly codeNumber: Field | null;
  /** Behind the first slash: `BC-UBND`, `2012/QĐ-UBND`. */
  readonly codeNotation: Field | null;
  /** YYYY-MM-DD. */
  readonly issuedDate: Field | null;
  readonly placeName: Field | null;
  readonly typeName: Field | null;
  /** Trích yếu. */
  readonly subject: Field | null;
  readonly organName: Field | null;
  /** Cơ quan chủ quản. */
  readonly superior: Field | null;
  readonly signerInfo: Field<Signer> | null;
  readonly priority: Field<'Hỏa tốc' | 'Thượng khẩn' | 'Khẩn'> | null;
  /** Kính gửi. */
  readonly addressees: Field | null;
  /** Nơi nhận. */
  readonly toPlaces: Field | null;
  readonly pageAmount: Field<number> | null;
  /** `vi`, where enough text is Vietnamese. */
  readonly language: Field | null;
  /** YYYY-MM-DD, only where the document names the day. */
  readonly dueDate: Field | null;
  /** The words that set the time limit. */
  readonly dueText: Field | null;
};

export const noFields: Fields = {
  codeNumber: null,
  codeNotation: null,
  issuedDate: null,
  placeName: null,
  typeName: null,
  subject: null,
  organName: null,
  superior: null,
  signerInfo: null,
  priority: null,
  addressees: null,
  toPlaces: null,
  pageAmount: null,
  language: null,
  dueDate: null,
  dueText: null,
};

/** A value read from a line of the sheet. */
export const onSheet = <T>(value: T, line: Line, confidence: number): Field<T> => ({
  value,
  source: line.drawn ? 'appearance' : 'layout',
  confidence,
  page: line.page,
});
