import type { Log } from '../../mail/log.ts';
import type { Directory, Person } from '../../mail/people.ts';
import { wasRead } from './decide.ts';
import type { CheckIns, MailboxLook, Unread, UnseenMail } from './ports.ts';

type Parts = {
  readonly directory: () => Directory;
  readonly unread: Unread;
  readonly checkIns: Pick<CheckIns, 'looked' | 'lastLook' | 'seen' | 'lastSeen'>;
  readonly log: Log;
};

export type Observed = {
  /** Own INBOX and the unit mailboxes that name the person; null when their own can't be asked. */
  readonly mails: readonly UnseenMail[] | null;
  readonly lastLook: Date | null;
};

/** Names remembered of one INBOX: the oldest stay until they are read or moved. */
const most = 1_000;

/**
 * Looks into a person's mailboxes and compares with the last time: what was read in between is a look. `remember: false` changes
 * nothing. Between two processes the look is written before what was seen, and read after it: whoever comes second finds it.
 */
export const createObserve = ({ directory, unread, checkIns, log }: Parts) => {
  const ask = async (address: string, since: Date): Promise<MailboxLook | null> => {
    try {
      return await unread.look(address, since);
    } catch (error) {
      log.warn({ err: error, mailbox: address }, 'mailbox could not be asked');
      return null;
    }
  };

  return async (person: Person, slotStart: Date, now: Date, { remember }: { readonly remember: boolean }): Promise<Observed> => {
    const last = await checkIns.lastSeen(person.address);
    const since = last?.at ?? slotStart;
    const own = await ask(person.address, since);
    const read = own !== null && wasRead(own, last) ? since : null;
    if (remember && own !== null) {
      if (read !== null) await checkIns.looked(person.address, read, 'mail-read');
      await checkIns.seen(person.address, { at: now, era: own.era, unread: own.unread.slice(0, most) });
    }
    const recorded = await checkIns.lastLook(person.address);
    const lastLook = read !== null && (recorded === null || read > recorded) ? read : recorded;
    if (own === null) return { mails: null, lastLook };
    // Who read in a unit's mailbox nobody knows: its mail counts as unread for all who use it, and as nobody's look.
    const units = directory().mailboxes.filter((m) => m.kind === 'unit' && m.users.includes(person.address));
    const shared = await Promise.all(units.map((m) => ask(m.address, since)));
    return { mails: [...own.mails, ...shared.flatMap((look) => look?.mails.filter((mail) => !mail.reminder) ?? [])], lastLook };
  };
};
