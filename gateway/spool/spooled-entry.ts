import { createReadStream, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { Envelope, Session } from '../../mail/envelope.ts';
import type { IndexRecord } from '../../mail/facts.ts';
import type { Verdict } from '../../mail/verdict.ts';
import type { EntryEvent, EntryView, RecipientState, RecipientView, Summary } from './entry.ts';
import { Fold, isFinal, parseLog, type LogLine } from './entry-log.ts';
import { isMissing, unlinkIfThere, writeWhole, type FileOps } from './file-ops.ts';
import type { RecentBytes } from './recent-bytes.ts';
import { encodeTrailer, readTrailer, type Judgement, type Trailer } from './trailer.ts';

export type EntryContext = {
  readonly ops: FileOps;
  readonly pathOf: (id: string) => string;
  readonly clock: () => Date;
  readonly folderSync: (id: string) => Promise<void>;
  readonly recent: RecentBytes;
};

/** `lazy` lines may be lost in a crash (work is done again); `written` survive our death; `synced` a power failure. */
export type Durability = 'lazy' | 'written' | 'synced';

const unjudged: Verdict = { outcomes: {}, findings: [], reply: { code: 250, enhanced: '2.6.0', text: '' }, repaired: false };
const nothing = (trailer: Trailer): IndexRecord => ({
  messageId: null,
  references: [],
  insideIds: [],
  attachments: [],
  shingles: [],
  subject: '',
  date: null,
  from: trailer.envelope.from,
  fromName: '',
  participants: [],
  shingleCount: 0,
  consentGiven: false,
  excerpt: '',
});
const noSummary = (trailer: Trailer): Summary => ({
  messageId: null,
  subject: '',
  from: trailer.envelope.from,
  fromName: '',
  date: null,
  bytes: trailer.bytes,
  automatic: trailer.envelope.from === '',
});

/** One kept message: its files, and its state as the fold of trailer and log. */
export class Entry implements EntryView {
  readonly id: string;
  readonly #context: EntryContext;
  readonly #fold: Fold;
  #trailer: Trailer;
  #length: number;
  #done: boolean;
  #lines: LogLine[] = [];
  #appending: Promise<void> = Promise.resolve();
  #logMade: boolean;
  /** The file may end in the middle of a line, even of its first: the next append starts a new one. */
  #torn = true;

  constructor(context: EntryContext, trailer: Trailer, length: number, lines: readonly LogLine[], done = false) {
    this.id = trailer.id;
    this.#context = context;
    this.#trailer = trailer;
    this.#length = length;
    this.#done = done;
    this.#logMade = lines.length > 0;
    this.#fold = new Fold(trailer);
    for (const line of lines) this.#fold.apply(line);
  }

  get envelope(): Envelope {
    return this.#trailer.envelope;
  }
  get session(): Session {
    return this.#trailer.session;
  }
  get committedAt(): string {
    return this.#trailer.committedAt;
  }
  get sha256(): string {
    return this.#trailer.sha256;
  }
  /** Null while it waits to be judged. Read from disk when it was let go of. */
  get judged(): Judgement | null {
    if (this.#fold.judged !== null || !this.#fold.isJudged) return this.#fold.judged;
    const late = parseLog(this.#logText()).findLast((line) => line.judged !== undefined)?.judged;
    return late ?? readTrailer(`${this.#path}.msg`)?.trailer.judged ?? null;
  }
  get isJudged(): boolean {
    return this.#fold.isJudged;
  }
  /** Lets go of verdict and record, which are read again when asked for: a long queue must fit into memory. */
  lighten(): void {
    this.#fold.lighten();
    this.#trailer = { ...this.#trailer, judged: null };
  }
  get verdict(): Verdict {
    return this.judged?.verdict ?? unjudged;
  }
  get summary(): Summary {
    return this.judged?.summary ?? noSummary(this.#trailer);
  }
  get record(): IndexRecord {
    return this.judged?.record ?? nothing(this.#trailer);
  }
  get repaired(): boolean {
    return this.#fold.repaired;
  }
  get recipients(): readonly RecipientView[] {
    return [...this.#fold.recipients.values()];
  }
  get events(): readonly EntryEvent[] {
    return this.#fold.events;
  }
  get done(): boolean {
    return this.#done;
  }
  /** Somebody decided about it, or a rule changed or stopped it: its original is kept longer. */
  get decided(): boolean {
    return this.#fold.decided;
  }
  get lastChange(): string {
    return this.#fold.events.at(-1)?.at ?? this.committedAt;
  }
  /** The file that holds the message's octets from its start, for readers that stream. */
  get source(): { readonly path: string; readonly length: number } {
    return { path: `${this.#path}.msg`, length: this.#length };
  }

  stepDone(name: string): boolean {
    return this.#fold.stepsDone.has(name);
  }
  with(...states: readonly RecipientState[]): readonly string[] {
    return this.#fold.with(...states);
  }
  state(address: string): RecipientView | null {
    return this.#fold.recipients.get(address) ?? null;
  }
  queuedAt(address: string): string {
    return this.#fold.queuedAt.get(address) ?? this.committedAt;
  }
  delayTold(address: string): boolean {
    return this.#fold.delayTold.has(address);
  }
  /** Recipients whose failure was recorded but not told to anybody yet. */
  untold(): readonly string[] {
    return this.#fold.with('failed').filter((address) => !this.#fold.told.has(address));
  }
  /** Judged, and nobody's copy is left to deliver or decide. */
  get settled(): boolean {
    return this.isJudged && this.recipients.every((r) => isFinal(r.state));
  }

  async open(which: 'original' | 'leaving'): Promise<Readable> {
    if (which === 'leaving' && this.repaired) return createReadStream(`${this.#path}.repaired`);
    this.#mustHaveBytes();
    return this.#length === 0 ? Readable.from([]) : createReadStream(`${this.#path}.msg`, { end: this.#length - 1 });
  }

  async read(which: 'original' | 'leaving'): Promise<Buffer> {
    if (which === 'leaving' && this.repaired) return readFile(`${this.#path}.repaired`);
    this.#mustHaveBytes();
    const recent = this.#context.recent.get(this.id);
    if (recent !== null) return recent;
    return (await readFile(`${this.#path}.msg`)).subarray(0, this.#length);
  }

  /** Applies an event and writes it; `lazy` ones go with the next that is not. Resolves when it is as durable as asked. */
  async note(line: Omit<LogLine, 'at'>, durability: Durability): Promise<void> {
    const full: LogLine = { at: this.#context.clock().toISOString(), ...line };
    this.#lines.push(full);
    if (durability === 'synced') {
      // a decision is on disk before anybody acts on it
      try {
        await this.#append(true);
      } catch (error) {
        this.#lines = this.#lines.filter((waiting) => waiting !== full);
        throw error;
      }
    }
    this.#fold.apply(full);
    if (durability === 'written') await this.#append(false);
  }

  flush(): Promise<void> {
    return this.#append(false);
  }

  /** Writes what is left and marks the entry done, so that a start does not open it again. */
  async close(): Promise<void> {
    this.#context.recent.delete(this.id);
    await this.#append(false);
    if (!this.#logMade) await this.#context.ops.close(await this.#context.ops.open(`${this.#path}.log`, 'a'));
    await this.#context.ops.rename(`${this.#path}.log`, `${this.#path}.done`);
    this.#done = true;
  }

  async reopen(): Promise<void> {
    if (!this.#done) return;
    await this.#context.ops.rename(`${this.#path}.done`, `${this.#path}.log`);
    this.#logMade = true;
    this.#done = false;
  }

  /** Keeps the copy that a rule repaired after the reply; on disk before the judgement that names it. */
  async keepRepaired(bytes: Uint8Array): Promise<void> {
    await writeWhole(this.#context.ops, `${this.#path}.repaired`, [bytes]);
  }

  /** Erases the bytes and keeps hash, envelope, verdict and log. */
  async erase(): Promise<void> {
    this.#context.recent.delete(this.id);
    const { ops } = this.#context;
    const trailer: Trailer = { ...this.#trailer, judged: this.judged, erased: true };
    await writeWhole(ops, `${this.#path}.new`, [encodeTrailer(trailer)]);
    await ops.rename(`${this.#path}.new`, `${this.#path}.msg`);
    await unlinkIfThere(ops, `${this.#path}.repaired`);
    await this.#context.folderSync(this.id);
    this.#trailer = trailer;
    this.#length = 0;
  }

  /** Removes every file of the entry; the message first, since a log alone is no entry. */
  async remove(): Promise<void> {
    this.#context.recent.delete(this.id);
    await this.#appending.catch(() => undefined);
    this.#lines = [];
    for (const ending of ['msg', 'repaired', 'done', 'log']) await unlinkIfThere(this.#context.ops, `${this.#path}.${ending}`);
    this.#done = true;
  }

  #logText(): string {
    try {
      return readFileSync(`${this.#path}.${this.#done ? 'done' : 'log'}`, 'utf8');
    } catch (error) {
      if (isMissing(error)) return '';
      throw error;
    }
  }

  get #path(): string {
    return this.#context.pathOf(this.id);
  }

  #mustHaveBytes(): void {
    if (this.#trailer.erased === true) throw new Error(`the bytes of ${this.id} were erased`);
  }

  #append(sync: boolean): Promise<void> {
    const run = async (): Promise<void> => {
      if (this.#lines.length === 0 && !sync) return;
      const lines = this.#lines;
      this.#lines = [];
      const { ops } = this.#context;
      try {
        const fd = await ops.open(`${this.#path}.log`, 'a');
        try {
          if (lines.length > 0) {
            const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
            await ops.write(fd, [Buffer.from(this.#torn ? `\n${text}` : text, 'utf8')]);
            this.#torn = false;
          }
          if (sync) await ops.fdatasync(fd);
        } finally {
          await ops.close(fd);
        }
        if (sync && !this.#logMade) await this.#context.folderSync(this.id);
        this.#logMade = true;
      } catch (error) {
        this.#lines = [...lines, ...this.#lines];
        this.#torn = true;
        throw error;
      }
    };
    this.#appending = this.#appending.then(run, run);
    return this.#appending;
  }
}
