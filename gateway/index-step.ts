import type { Boundary } from '../mail/boundary.ts';
import { localTime } from '../mail/local-time.ts';
import type { Directory } from '../mail/people.ts';
import { passedOf } from './passed.ts';
import type { Provenance } from './provenance.ts';
import type { EntryView, Step } from './spool/entry.ts';
import { isSecret } from './traces.ts';

type Options = {
  readonly provenance: Pick<Provenance, 'add'>;
  readonly boundary: () => Boundary;
  readonly directory: () => Directory;
};

/** Nothing is remembered of what reached nobody, of our own notices, and of secrets. */
const isRemembered = ({ session, verdict }: EntryView): boolean =>
  session.via !== 'notice' && Object.values(verdict.outcomes).some((outcome) => outcome === 'pass') && !isSecret(verdict.findings);

/** Indexes what passed: before it is relayed, so that nobody can forward what passed us unseen. */
export const createIndexStep = ({ provenance, boundary, directory }: Options): Step => ({
  name: 'index',
  async run(entry) {
    if (!isRemembered(entry)) return;
    const today = localTime(new Date(entry.session.receivedAt)).date;
    await provenance.add([passedOf({ ...entryFacts(entry), today }, boundary(), directory())]);
  },
});

/** The view's getters as plain values. */
const entryFacts = ({ id, envelope, session, verdict, record }: EntryView) => ({ id, envelope, session, verdict, record });
