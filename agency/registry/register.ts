import type { ExaminedMail, OfficeMail } from '../../mail/office-mail.ts';
import type { Person } from '../../mail/people.ts';
import { mayOpenBook } from './access.ts';
import { isSecret } from './decide.ts';
import type { Book, Document, DocumentFields, DocumentState, FieldName } from './document.ts';
import type { IntakeData, IntakeItem, IntakeState } from './intake-item.ts';
import type { HandOver } from './ports.ts';
import { createSettle, officeMailOf, Unfiled, type SettleOptions } from './settle.ts';
import { leaderInCharge } from './tell.ts';
import { vietnamTime } from './vietnam-day.ts';

export type Taken = { readonly id: string; readonly state: IntakeState; readonly documentId: string | null; readonly known: boolean };

/** What came of a person's answer. `elsewhere`: somebody answered first; the item shows what. */
export type Answered =
  | { readonly ok: true; readonly item: IntakeItem }
  | { readonly ok: false; readonly why: 'unknown' | 'elsewhere'; readonly item: IntakeItem | null };

export type Registry = {
  /** Whether a mail with one of these source keys came before and rests. */
  known(sourceKeys: readonly string[]): Promise<boolean>;
  /** Idempotent, in order of calling. Rejects when the mail could not be kept: the caller comes again. */
  take(mail: OfficeMail): Promise<Taken>;
  /** Finishes what a crash or an absent database left between two states; at start-up and now and then. Resolves to how many. */
  resume(): Promise<number>;
  /** `Vào sổ`: takes the next number. */
  register(id: string, by: string, book?: Extract<Book, 'den' | 'don'>): Promise<Answered>;
  /** `Không vào sổ`. */
  dismiss(id: string, by: string, reason: string): Promise<Answered>;
  /** `Chuyển đơn vị`: hands the mail as it came to addresses of the agency. */
  forward(id: string, by: string, unit: string, to: readonly string[]): Promise<Answered>;
  /** It is no spam: goes the way of ordinary mail. */
  releaseSpam(id: string, by: string): Promise<Answered>;
  /** Once more what could not be filed. */
  replay(id: string, by: string): Promise<Answered>;
  releaseSealed(id: string, by: string): Promise<Answered>;
  dropSealed(id: string, by: string, reason: string): Promise<Answered>;
  /** A clerk confirms or corrects what was read; null when the row is closed or unknown. */
  correct(id: string, by: string, changes: Partial<DocumentFields>): Promise<Document | null>;
  /** `Trình`: one answer for many, to ONE leader. Returns those that were presented. */
  present(ids: readonly string[], by: string): Promise<readonly Document[]>;
  visible(person: Person, document: Pick<Document, 'book'>): boolean;
};

export type RegistryOptions = SettleOptions & { readonly handOver: HandOver; readonly complaintsPerson: string };

/** After so many tries that failed because of the store the mail is shown as one that could not be filed. */
const patience = 5;
const open: readonly DocumentState[] = ['registered', 'checked', 'presented', 'directed'];

const unfinished = (item: IntakeItem): boolean => item.state === 'received' || item.state === 'registering';

const taken = (item: IntakeItem, known: boolean): Taken => ({ id: item.id, state: item.state, documentId: item.documentId, known });

/**
 * The register of the office mailbox's mail. One mail at a time and in order: numbers follow the order of receipt. Safety against
 * other nodes and crashes comes from the store's unique indexes and states, never from this queue.
 */
export function createRegistry(options: RegistryOptions): Registry {
  const { documents, intake, blobs, announcements, directory, clock, log } = options;
  const { settle, examine } = createSettle(options);
  let last: Promise<unknown> = Promise.resolve();

  const inOrder = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  };

  const fail = async (item: IntakeItem, error: Unfiled): Promise<IntakeItem> => {
    log.error({ err: error.cause, intake: item.id }, 'Mail to the office mailbox could not be filed');
    const moved = await intake.move(item.id, ['received', 'registering'], {
      state: 'failed',
      failure: error.message,
      reasons: [error.message],
      attempts: item.attempts + 1,
    });
    return moved ?? item;
  };

  const finish = async (item: IntakeItem, examined: ExaminedMail): Promise<IntakeItem> => {
    try {
      return await settle(item, examined);
    } catch (error) {
      const current = await intake.get(item.id);
      if (current === null) throw error;
      if (error instanceof Unfiled) return fail(current, error);
      if (current.attempts + 1 >= patience) return fail(current, new Unfiled('Chưa ghi được vào sổ.', { cause: error }));
      await intake.move(current.id, ['received', 'registering'], { attempts: current.attempts + 1 });
      throw error;
    }
  };

  /** Continues an item from its kept original. */
  const continued = async (item: IntakeItem): Promise<IntakeItem> => {
    try {
      const original = item.original === null ? null : await blobs.get(item.original);
      if (original === null) throw new Unfiled('Bản gốc của thư không còn.');
      return await finish(item, await examine(officeMailOf(item, original)));
    } catch (error) {
      if (error instanceof Unfiled) return fail(item, error);
      throw error;
    }
  };

  const dataOf = (mail: OfficeMail, state: IntakeState, original: string | null): IntakeData => ({
    agency: directory().agency,
    state,
    kind: state === 'sealed' ? 'sealed' : 'tray',
    sourceKeys: mail.sourceKeys,
    entryId: mail.entryId,
    via: mail.via,
    messageId: mail.summary.messageId,
    subject: mail.summary.subject,
    from: mail.summary.from.address,
    fromName: mail.summary.from.name,
    recipients: mail.summary.recipients,
    receivedAt: new Date(mail.receivedAt).toISOString(),
    judgement: mail.judgement,
    alteredCopyOf: mail.alteredCopyOf,
    reasons: [],
    rule: null,
    original,
    files: [],
    book: null,
    firstSender: null,
    copyOf: null,
    documentId: null,
    notSpam: false,
    decidedBy: null,
    decidedAt: null,
    answer: null,
    unit: null,
    failure: null,
    attempts: 0,
  });

  /** Mail with a mark of secrecy: time and sender only, its bytes never reach our disk from here. */
  const receiveSecret = async (mail: OfficeMail): Promise<IntakeItem> => {
    const { item } = await intake.receive({
      ...dataOf(mail, 'sealed', null),
      subject: '',
      messageId: null,
      judgement: null,
      rule: 'secrecy.marked',
      reasons: ['Có dấu chỉ độ mật.'],
    });
    return item;
  };

  const takeNow = async (mail: OfficeMail): Promise<Taken> => {
    const before = await intake.known(mail.sourceKeys);
    if (before !== null) {
      return taken(unfinished(before) ? await continued(before) : before, true);
    }
    const examined = await examine(mail).catch((error: unknown) => {
      if (error instanceof Unfiled) return error;
      throw error;
    });
    if (!(examined instanceof Unfiled) && isSecret(examined.judgement)) return taken(await receiveSecret(mail), false);
    const { sha256 } = await blobs.put(mail.original);
    const { item, added } = await intake.receive(dataOf(mail, 'received', sha256));
    if (examined instanceof Unfiled) return taken(await fail(item, examined), !added);
    return taken(await finish(item, examined), !added);
  };

  /** One findOneAndUpdate on the state left: the first answer wins. */
  const answer = async (id: string, by: string, from: IntakeState, change: Partial<IntakeData>): Promise<Answered> => {
    const item = await intake.move(id, [from], { decidedBy: by, decidedAt: clock().toISOString(), ...change });
    if (item !== null) return { ok: true, item };
    const other = await intake.get(id);
    return { ok: false, why: other === null ? 'unknown' : 'elsewhere', item: other };
  };

  const thenContinue = (answered: Promise<Answered>): Promise<Answered> =>
    answered.then(async (given) => (given.ok ? { ok: true, item: await continued(given.item) } : given));

  const handOver = async (item: IntakeItem): Promise<IntakeItem> => {
    const original = item.original === null ? null : await blobs.get(item.original);
    if (original === null)
      return (await intake.move(item.id, ['forwarding'], { state: 'failed', failure: 'Bản gốc của thư không còn.' })) ?? item;
    await options.handOver(item, original, item.recipients);
    return (await intake.move(item.id, ['forwarding'], { state: 'forwarded' })) ?? item;
  };

  return {
    async known(keys) {
      const item = await intake.known(keys);
      return item !== null && !unfinished(item);
    },
    take: (mail) => inOrder(() => takeNow(mail)),
    resume: () =>
      inOrder(async () => {
        const { items } = await intake.list({ states: ['received', 'registering', 'forwarding'], limit: 200 });
        // Oldest first: numbers follow the order of receipt.
        let finished = 0;
        for (const item of items.toReversed()) {
          try {
            await (item.state === 'forwarding' ? handOver(item) : continued(item));
            finished += 1;
          } catch (error) {
            log.warn({ err: error, intake: item.id }, 'Mail to the office mailbox could not be finished yet');
          }
        }
        return finished;
      }),
    register: (id, by, book = 'den') =>
      inOrder(() =>
        thenContinue(
          answer(id, by, 'waiting', { state: 'registering', book, kind: book === 'don' ? 'complaint' : 'document', answer: 'Vào sổ' }),
        ),
      ),
    dismiss: (id, by, reason) =>
      answer(id, by, 'waiting', { state: 'dismissed', answer: reason === '' ? 'Không vào sổ' : `Không vào sổ: ${reason}` }),
    async forward(id, by, unit, to) {
      const given = await answer(id, by, 'waiting', { state: 'forwarding', unit, recipients: to, answer: `Chuyển ${unit}` });
      return given.ok ? { ok: true, item: await handOver(given.item) } : given;
    },
    releaseSpam: (id, by) =>
      inOrder(() => thenContinue(answer(id, by, 'spam', { state: 'received', notSpam: true, answer: 'Không phải thư rác' }))),
    replay: (id, by) => inOrder(() => thenContinue(replayOf(id, by))),
    releaseSealed: (id, by) =>
      inOrder(async () => {
        const item = await intake.get(id);
        if (item?.rule === 'secrecy.marked') return { ok: false, why: 'elsewhere', item };
        return thenContinue(answer(id, by, 'sealed', { state: 'received', notSpam: true, answer: 'Cho qua' }));
      }),
    async dropSealed(id, by, reason) {
      const item = await intake.get(id);
      const given = await answer(id, by, 'sealed', { state: 'dismissed', answer: reason, original: null });
      if (given.ok && item?.original !== undefined && item.original !== null) await blobs.remove(item.original);
      return given;
    },
    async correct(id, by, changes) {
      const row = await documents.get(id);
      if (row === null) return null;
      const names = (Object.keys(changes) as FieldName[]).filter((name) => changes[name] !== undefined);
      return documents.change(id, open, {
        set: {
          ...changes,
          ...(row.state === 'registered' ? { state: 'checked' } : {}),
          confidence: { ...row.confidence, ...Object.fromEntries(names.map((name) => [name, 1])) },
          fieldSources: { ...row.fieldSources, ...Object.fromEntries(names.map((name) => [name, by])) },
          doubtful: row.doubtful.filter((name) => !names.includes(name)),
          ...(changes.priority === undefined ? {} : { urgent: changes.priority !== null }),
        },
        history: {
          at: vietnamTime(clock()),
          by,
          what: 'Kiểm tra',
          detail: names.map((name) => `${name}: ${JSON.stringify(row[name])} → ${JSON.stringify(changes[name])}`).join('; '),
        },
      });
    },
    async present(ids, by) {
      const to = leaderInCharge(directory());
      if (to === null) return [];
      const presented: Document[] = [];
      for (const id of ids) {
        const row = await documents.change(id, ['registered', 'checked'], {
          set: { state: 'presented' },
          history: { at: vietnamTime(clock()), by, what: 'Trình', detail: to },
        });
        if (row !== null && row.book === 'den') presented.push(row);
      }
      if (presented.length > 0)
        await announcements.announce({
          kind: 'presented',
          about: `trinh-${presented.map((d) => d.id).join('+')}`.slice(0, 200),
          to,
          documents: presented,
        });
      return presented;
    },
    visible: (person, document) => mayOpenBook(person, document.book, options.complaintsPerson),
  };

  /** Goes on where it stopped: a decided item keeps its book. */
  async function replayOf(id: string, by: string): Promise<Answered> {
    const item = await intake.get(id);
    return answer(id, item?.book === null || item === null ? by : (item.decidedBy ?? by), 'failed', {
      state: item?.book == null ? 'received' : 'registering',
      attempts: 0,
    });
  }
}
