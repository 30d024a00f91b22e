import type { Boundary } from '../mail/boundary.ts';
import { localTime } from '../mail/local-time.ts';
import type { Directory } from '../mail/people.ts';
import { passedOf } from './passed.ts';
import type { Passed, Provenance } from './provenance.ts';
import type { EntryView, Step } from './spool/entry.ts';
import { isSecret } from './traces.ts';

type Options = {
  readonly provenance: Pick<Provenance, 'add'>;
  readonly boundary: () => Boundary;
  readonly directory: () => Directory;
};

/** Messages added in one go: what waits meanwhile is the next. */
const atOnce = 100;

/** Nothing is remembered of what reached nobody, of our own notices, and of secrets. */
const isRemembered = ({ session, verdict, recipients }: EntryView): boolean =>
  session.via !== 'notice' &&
  !isSecret(verdict.findings) &&
  (Object.values(verdict.outcomes).includes('pass') || recipients.some((r) => r.state === 'waiting' || r.state === 'delivered'));

type Waiting = { readonly passed: Passed; readonly resolve: () => void; readonly reject: (error: unknown) => void };

/** Adds messages in batches; each caller learns what became of its own. A batch that fails is added one by one. */
function createBatches(add: Provenance['add']): (passed: Passed) => Promise<void> {
  let waiting: readonly Waiting[] = [];
  let running = false;

  const addAll = async (batch: readonly Waiting[]): Promise<void> => {
    try {
      await add(batch.map(({ passed }) => passed));
      for (const { resolve } of batch) resolve();
    } catch (error) {
      const [only] = batch;
      if (batch.length === 1) return only?.reject(error);
      for (const one of batch) await addAll([one]);
    }
  };
  const run = async (): Promise<void> => {
    running = true;
    while (waiting.length > 0) {
      const batch = waiting.slice(0, atOnce);
      waiting = waiting.slice(atOnce);
      await addAll(batch);
    }
    running = false;
  };

  return (passed) =>
    new Promise((resolve, reject) => {
      waiting = [...waiting, { passed, resolve, reject }];
      if (!running) void run();
    });
}

/** Indexes what passed: before it is relayed, so that nobody can forward what passed us unseen. */
export function createIndexStep({ provenance, boundary, directory }: Options): Step {
  const add = createBatches((passed) => provenance.add(passed));
  return {
    name: 'index',
    async run(entry) {
      if (!isRemembered(entry)) return;
      const today = localTime(new Date(entry.session.receivedAt)).date;
      await add(passedOf({ ...entryFacts(entry), today }, boundary(), directory()));
    },
  };
}

/** The view's getters as plain values. */
const entryFacts = ({ id, envelope, session, verdict, record }: EntryView) => ({ id, envelope, session, verdict, record });
