import type { ExaminedMail, MailFile, OfficeMail } from '../../mail/office-mail.ts';
import type { Fields } from '../documents/fields.ts';
import type { Message } from '../../mail/message.ts';
import type { Book, Document, DocumentData, DocumentState, FieldName, FurtherCopy, HistoryLine } from './document.ts';
import type { Sameness } from './same-document.ts';
import type { IntakeData, IntakeItem, IntakeState } from './intake-item.ts';
import type { Readable } from 'node:stream';

export type Page<T> = { readonly items: readonly T[]; readonly total: number; readonly next: string | null };

export type DocumentQuery = {
  readonly book: Book;
  readonly year?: number;
  /** Words that all occur, with or without diacritics. */
  readonly q?: string;
  readonly states?: readonly DocumentState[];
  readonly urgent?: boolean;
  readonly limit: number;
  readonly after?: string | null;
};

export type DocumentChange = { readonly set: Partial<DocumentData>; readonly history: HistoryLine };

/** Port: the books. Rows are never deleted, numbers never reused. */
export type Documents = {
  /**
   * Takes the next number of (book, series, year) by inserting the row that `make` builds for it; `make` may be called again with
   * a higher number. A row that carries one of `sourceKeys` already is returned instead, `added` false.
   */
  add(
    place: { readonly book: Book; readonly series: string; readonly year: number },
    sourceKeys: readonly string[],
    make: (number: number) => DocumentData,
  ): Promise<{ readonly document: Document; readonly added: boolean }>;
  get(id: string): Promise<Document | null>;
  bySource(sourceKeys: readonly string[]): Promise<Document | null>;
  /** The earliest row of văn bản đến that is the same document: by code and agency, or by its main file. */
  same(document: Sameness, mainSha256: string | null): Promise<Document | null>;
  list(query: DocumentQuery): Promise<Page<Document>>;
  /** Remembers a further copy, once per intake item. */
  addCopy(id: string, copy: FurtherCopy): Promise<void>;
  /** Changes fields of a row in one of `states` and adds a line of history; null when it stands in another state. */
  change(id: string, states: readonly DocumentState[], change: DocumentChange): Promise<Document | null>;
  /** Rows registered from `since` on that stand in no list to văn thư yet, oldest first. */
  unlisted(since: string, limit: number): Promise<readonly Document[]>;
  markListed(ids: readonly string[], list: string): Promise<void>;
  count(book: Book): Promise<number>;
};

export type IntakeQuery = { readonly states: readonly IntakeState[]; readonly limit: number; readonly after?: string | null };

/** Port: every mail to the office mailbox, one item a message. */
export type Intake = {
  /** Keeps the mail as `received`; an item that carries one of its source keys already is returned instead. */
  receive(data: IntakeData): Promise<{ readonly item: IntakeItem; readonly added: boolean }>;
  /** The item of a message, by any of its source keys; remembers those that are new. */
  known(sourceKeys: readonly string[]): Promise<IntakeItem | null>;
  get(id: string): Promise<IntakeItem | null>;
  /** Changes an item that stands in one of `states`: the first answer wins. Null when it stands elsewhere. */
  move(id: string, states: readonly IntakeState[], change: Partial<IntakeData>): Promise<IntakeItem | null>;
  list(query: IntakeQuery): Promise<Page<IntakeItem>>;
};

/** Port: files by SHA-256. */
export type Blobs = {
  /** Durable when it resolves; the same bytes again change nothing. */
  put(bytes: Uint8Array): Promise<{ readonly sha256: string; readonly bytes: number }>;
  /** Null when there is none; rejects when the bytes kept are not those of the name. */
  get(sha256: string): Promise<Buffer | null>;
  /** Null when there is none. Not checked while streaming. */
  open(sha256: string): Promise<Readable | null>;
  has(sha256: string): Promise<boolean>;
  remove(sha256: string): Promise<void>;
};

/** What a reader of documents says about the files of one mail. */
export type DocumentReading = {
  /** `path` of the main document among the files; null where there is none. */
  readonly main: string | null;
  readonly fields: Partial<Pick<Fields, FieldName>>;
  /** The files that are documents or belong to one, in order; a logo or signature image is none. */
  readonly files: readonly string[];
  /** Something that is entered in the book: số/ký hiệu, the layout of Phụ lục I, or prose from an agency or a citizen. */
  readonly isDocument: boolean;
  readonly complaint: boolean;
  /** MẬT, TỐI MẬT, TUYỆT MẬT found on the document itself. */
  readonly secrecyMark: boolean;
};

/** Port: reads documents; rejects when it could not within its deadline. */
export type ReadDocuments = (files: readonly MailFile[], message: Message) => Promise<DocumentReading>;

/** Port: message and files of the original bytes; judged where nobody had. */
export type Examine = (mail: OfficeMail) => Promise<ExaminedMail>;

export type Announcement =
  /** One list a session to văn thư; at once for khẩn and doubtful. */
  | {
      readonly kind: 'registered';
      readonly about: string;
      readonly to: readonly string[];
      readonly atOnce: boolean;
      readonly documents: readonly Document[];
    }
  /** To the outside sender of a filed document. `fields` only where certain. */
  | {
      readonly kind: 'receipt';
      readonly about: string;
      readonly to: string;
      readonly document: Document;
      readonly certain: readonly FieldName[];
      readonly inReplyTo: string | null;
      readonly subject: string;
    }
  /** To one leader. */
  | { readonly kind: 'presented'; readonly about: string; readonly to: string; readonly documents: readonly Document[] };

/** Port: tells people; the same kind, `about` and person are told once, however often it is called. */
export type Announcements = { announce(announcement: Announcement): Promise<void> };

/** Port: hands a mail of the tray to a unit's mailbox or its addressee, as it came. */
export type HandOver = (item: IntakeItem, original: Uint8Array, to: readonly string[]) => Promise<void>;

/** A list to văn thư: its key says what it was, so that two nodes can't send it twice. */
export type RegisteredList = { readonly key: string; readonly at: string; readonly documentIds: readonly string[]; readonly sent: boolean };

/** Port: which lists were made. */
export type RegisteredLists = {
  /** Null when the key is taken. */
  open(list: RegisteredList): Promise<RegisteredList | null>;
  ofDay(day: string): Promise<readonly RegisteredList[]>;
  unsent(): Promise<readonly RegisteredList[]>;
  sent(key: string): Promise<void>;
};
