import type { Boundary } from '../../mail/boundary.ts';
import { sameAddress } from '../../mail/boundary.ts';
import type { EntryView, Step } from '../spool/entry.ts';
import { officeMailOfEntry, type OfficeRegister } from './office-mail.ts';

type Options = {
  readonly register: Pick<OfficeRegister, 'take'>;
  readonly office: () => string;
  readonly boundary: () => Boundary;
};

/** Whether the office mailbox's copy may be filed: it passed, or a person released it; never what is held, sealed or refused. */
export function reachesOffice(entry: EntryView, office: string): boolean {
  const copy = entry.recipients.find((r) => sameAddress(r.address, office));
  if (copy === undefined || entry.session.via === 'notice' || entry.session.via === 'mailbox') return false;
  const outcome = Object.entries(entry.verdict.outcomes).find(([address]) => sameAddress(address, office))?.[1];
  return outcome === 'pass' || ((outcome === 'hold' || outcome === 'seal') && (copy.state === 'waiting' || copy.state === 'delivered'));
}

/** Hands what our own stream brings for the office mailbox to the register, one after another in order of commit. */
export function createRegisterStep({ register, office, boundary }: Options): Step {
  return {
    name: 'register',
    concurrency: 1,
    async run(entry) {
      if (reachesOffice(entry, office())) await register.take(await officeMailOfEntry(entry, office(), boundary()));
    },
  };
}
