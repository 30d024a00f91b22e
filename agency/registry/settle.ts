import type { ExaminedMail, OfficeMail } from '../../mail/office-mail.ts';
import type { Directory } from '../../mail/people.ts';
import { Failure } from '../../mail/failure.ts';
import type { Log } from '../../mail/log.ts';
import { decideRead, decideUnread, firstSenderOf, type AgencyIdentity, type Decision } from './decide.ts';
import type { Document, DocumentFields } from './document.ts';
import { draftDocument, fieldsOf, orderedFiles } from './draft.ts';
import type { IntakeData, IntakeItem } from './intake-item.ts';
import type { Announcements, Blobs, DocumentReading, Documents, Examine, Intake, ReadDocuments } from './ports.ts';
import type { Sameness } from './same-document.ts';
import { presentedAtOnce, receiptFor } from './tell.ts';
import { vietnamYear } from './vietnam-day.ts';

export type SettleOptions = {
  readonly documents: Documents;
  readonly intake: Intake;
  readonly blobs: Blobs;
  readonly examine: Examine;
  readonly read: ReadDocuments;
  readonly announcements: Announcements;
  readonly directory: () => Directory;
  readonly isInside: (address: string) => boolean;
  readonly agency: AgencyIdentity;
  readonly receipts: boolean;
  readonly clock: () => Date;
  readonly log: Log;
};

/** The mail itself could not be taken (broken, a reader's deadline, a disk that is full): it goes to the lane of failed mail. */
export class Unfiled extends Error {}

const unfiled =
  (what: string) =>
  (cause: unknown): never => {
    throw new Unfiled(cause instanceof Failure ? cause.publicText : what, { cause });
  };

const week = 7 * 86_400_000;

/** The book's year: that of arrival; for mail that waited longer than a week, that of today. */
const bookYear = (receivedAt: string, now: Date): number =>
  vietnamYear(now.getTime() - Date.parse(receivedAt) < week ? new Date(receivedAt) : now);

export const officeMailOf = (item: IntakeItem, original: Uint8Array): OfficeMail => ({
  entryId: item.entryId,
  via: item.via,
  sourceKeys: item.sourceKeys,
  receivedAt: item.receivedAt,
  summary: {
    messageId: item.messageId,
    subject: item.subject,
    from: { address: item.from, name: item.fromName },
    recipients: item.recipients,
  },
  judgement: item.judgement,
  alteredCopyOf: item.alteredCopyOf,
  original,
});

type ReadItem = {
  readonly reading: DocumentReading;
  readonly fields: DocumentFields;
  readonly sameness: Sameness;
  readonly mainSha256: string | null;
};

/** One mail from `received` or `registering` to where it rests. Every step may run again: the first decision stands, the row is one by its source keys. */
export function createSettle(options: SettleOptions) {
  const { documents, intake, blobs, examine, read, announcements, directory, isInside, agency, clock } = options;

  const readItem = async (item: IntakeItem, { message, files }: ExaminedMail): Promise<ReadItem> => {
    const reading = await read(files, message).catch(unfiled('Không đọc được văn bản kèm theo.'));
    const fields = fieldsOf(reading, message.subject);
    return {
      reading,
      fields,
      sameness: { ...fields, arrivalYear: vietnamYear(new Date(item.receivedAt)), from: item.from },
      mainSha256: files.find((f) => f.path === reading.main)?.sha256 ?? null,
    };
  };

  const filesOf = ({ files }: ExaminedMail): IntakeData['files'] =>
    files.map(({ name, mediaType, bytes, sha256 }) => ({ name, mediaType, bytes: bytes.length, sha256 }));

  /** Row, then notices, then the item's rest; the number exists from the first on. */
  const register = async (item: IntakeItem, examined: ExaminedMail, { reading }: ReadItem): Promise<IntakeItem> => {
    const book = item.book ?? 'den';
    const { message, judgement, files } = examined;
    for (const file of orderedFiles(files, reading)) await blobs.put(file.bytes).catch(unfiled('Không lưu được tệp kèm theo.'));
    const now = clock();
    const year = bookYear(item.receivedAt, now);
    const firstSender = item.firstSender ?? (judgement.inside ? firstSenderOf(message, isInside) : null);
    const make = draftDocument({
      agency: directory().agency,
      book,
      year,
      mail: {
        via: item.via,
        receivedAt: item.receivedAt,
        summary: officeMailOf(item, Buffer.alloc(0)).summary,
        originalSha256: item.original,
      },
      reading,
      files,
      firstSender,
      by: item.decidedBy ?? 'hệ thống',
      now,
    });
    const { document } = await documents.add({ book, series: '', year }, item.sourceKeys, make);
    await tell(document, examined);
    return (
      (await intake.move(item.id, ['registering'], { state: 'registered', documentId: document.id, failure: null })) ?? rested(item.id)
    );
  };

  /** Nothing of a đơn is told to anybody. */
  const tell = async (document: Document, { message, judgement }: ExaminedMail): Promise<void> => {
    const presented = presentedAtOnce(document, directory());
    if (presented !== null) await announcements.announce(presented);
    const receipt = options.receipts ? receiptFor(document, message, judgement, isInside) : null;
    if (receipt !== null) await announcements.announce(receipt);
  };

  const rested = async (id: string): Promise<IntakeItem> => {
    const item = await intake.get(id);
    if (item === null) throw new Error(`Intake item ${id} is gone`);
    return item;
  };

  const attachCopy = async (item: IntakeItem, examined: ExaminedMail, documentId: string): Promise<void> => {
    for (const file of examined.files) await blobs.put(file.bytes).catch(unfiled('Không lưu được tệp kèm theo.'));
    await documents.addCopy(documentId, {
      intakeId: item.id,
      messageId: item.messageId,
      from: item.from,
      receivedAt: item.receivedAt,
      files: filesOf(examined),
    });
  };

  const seal = async (item: IntakeItem, decision: Extract<Decision, { state: 'sealed' }>): Promise<IntakeItem> => {
    const secret = decision.rule === 'secrecy.marked';
    // Only time and sender stay of a mail with a mark of secrecy.
    const erased = secret ? { subject: '', messageId: null, original: null, files: [], judgement: null } : {};
    const moved = await intake.move(item.id, ['received', 'registering'], {
      state: 'sealed',
      kind: 'sealed',
      rule: decision.rule,
      reasons: decision.reasons,
      ...erased,
    });
    if (secret && moved !== null && item.original !== null) await blobs.remove(item.original);
    return moved ?? rested(item.id);
  };

  const apply = async (item: IntakeItem, examined: ExaminedMail, decision: Decision, readMail: ReadItem | null): Promise<IntakeItem> => {
    if (decision.state === 'sealed') return seal(item, decision);
    const known = {
      judgement: examined.judgement,
      files: decision.state === 'waiting' && decision.kind === 'personal' ? [] : filesOf(examined),
    };
    if (decision.state === 'registering') {
      const { kind, book, firstSender } = decision;
      const moved = await intake.move(item.id, ['received'], { state: 'registering', kind, book, firstSender, ...known });
      if (moved === null) return settle(await rested(item.id), examined);
      return register(moved, examined, readMail ?? (await readItem(moved, examined)));
    }
    const copyOf = decision.state === 'waiting' ? decision.copyOf : null;
    if (copyOf !== null) await attachCopy(item, examined, copyOf.documentId);
    const moved = await intake.move(item.id, ['received'], {
      state: decision.state,
      kind: decision.kind,
      reasons: decision.reasons,
      copyOf,
      failure: null,
      ...known,
    });
    return moved ?? settle(await rested(item.id), examined);
  };

  /** Rejects with {@link Unfiled} when the mail itself can't be taken, with anything else when the store is away. */
  async function settle(item: IntakeItem, examined: ExaminedMail): Promise<IntakeItem> {
    if (item.state === 'registering') {
      const readMail = await readItem(item, examined);
      if (readMail.reading.secrecyMark)
        return seal(item, { state: 'sealed', kind: 'sealed', rule: 'secrecy.marked', reasons: ['Văn bản kèm theo có dấu chỉ độ mật.'] });
      return register(item, examined, readMail);
    }
    if (item.state !== 'received') return item;
    const { message, judgement, files } = examined;
    const early = decideUnread({ message, judgement, notSpam: item.notSpam });
    if (early !== null) return apply(item, examined, early, null);
    const readMail = await readItem(item, examined);
    const found = await documents.same(readMail.sameness, readMail.mainSha256);
    // A row made from this very message (a crash before the item was moved) is no copy.
    const own = found === null ? null : await documents.bySource(item.sourceKeys);
    const decision = decideRead({
      message,
      judgement,
      reading: readMail.reading,
      fields: readMail.fields,
      hasFiles: files.some((f) => !f.mediaType.startsWith('image/') && f.mediaType !== 'text/calendar'),
      same: own === null ? found : null,
      alteredCopyOf: item.alteredCopyOf,
      isInside,
      agency,
    });
    return apply(item, examined, decision, readMail);
  }

  return { settle, examine: (mail: OfficeMail): Promise<ExaminedMail> => examine(mail).catch(unfiled('Không đọc được thư.')) };
}
