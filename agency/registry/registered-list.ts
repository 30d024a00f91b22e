import type { Log } from '../../mail/log.ts';
import type { Directory } from '../../mail/people.ts';
import type { Document } from './document.ts';
import type { Announcements, Documents, RegisteredList, RegisteredLists } from './ports.ts';
import { vietnamDay, vietnamHour } from './vietnam-day.ts';

export type ListTimes = {
  /** HH:MM, one a session. */
  readonly times: readonly string[];
  /** At most so many lists of doubtful documents at once a day (mail budget: văn thư <= 6 with the sessions' own). */
  readonly atOnce: number;
  readonly isWorkingDay: (day: string) => boolean;
};

export type DueList = { readonly key: string; readonly documents: readonly Document[]; readonly atOnce: boolean };

/** The next list that is due now, null for none: khẩn by itself at any hour, then doubtful ones, then the session's list. Pure. */
export function dueList(now: Date, unlisted: readonly Document[], ofDay: readonly string[], when: ListTimes): DueList | null {
  const day = vietnamDay(now);
  const urgent = unlisted.find((d) => d.urgent);
  if (urgent !== undefined) return { key: `${day}/khan-${urgent.id}`, documents: [urgent], atOnce: true };
  if (unlisted.length === 0 || !when.isWorkingDay(day)) return null;
  const hour = vietnamHour(now);
  const slot = when.times.findLast((time) => time <= hour);
  if (slot !== undefined && !ofDay.includes(`${day}/${slot}`)) return { key: `${day}/${slot}`, documents: unlisted, atOnce: false };
  const doubtful = unlisted.filter((d) => d.doubtful.length > 0);
  const made = ofDay.filter((key) => key.startsWith(`${day}/ngay-`)).length;
  return doubtful.length === 0 || made >= when.atOnce ? null : { key: `${day}/ngay-${made + 1}`, documents: doubtful, atOnce: true };
}

type Options = ListTimes & {
  readonly documents: Documents;
  readonly lists: RegisteredLists;
  readonly announcements: Announcements;
  readonly directory: () => Directory;
  readonly clock: () => Date;
  readonly log: Log;
};

const reach = 14 * 86_400_000;
const largest = 200;

/**
 * Sends văn thư the lists that are due; called after a registration and by a job. The list's key is taken first, so two nodes can't
 * send it twice; a list that was opened and not sent (a crash) is sent again under the same key.
 */
export function createRegisteredListSender(options: Options): () => Promise<void> {
  const { documents, lists, announcements, directory, clock, log } = options;

  const send = async (list: RegisteredList): Promise<void> => {
    const rows = (await Promise.all(list.documentIds.map((id) => documents.get(id)))).filter((row) => row !== null);
    const to = directory()
      .withRole('van-thu')
      .map((p) => p.address);
    if (to.length === 0) log.warn({ list: list.key }, 'Nobody has the role van-thu: the list of registered documents reaches nobody');
    else await announcements.announce({ kind: 'registered', about: list.key, to, atOnce: !/\/\d\d:\d\d$/.test(list.key), documents: rows });
    await documents.markListed(list.documentIds, list.key);
    await lists.sent(list.key);
  };

  const pass = async (): Promise<void> => {
    for (const list of await lists.unsent()) await send(list);
    for (let rounds = 0; rounds < largest; rounds += 1) {
      const now = clock();
      const unlisted = await documents.unlisted(new Date(now.getTime() - reach).toISOString(), largest);
      const due = dueList(
        now,
        unlisted,
        (await lists.ofDay(vietnamDay(now))).map((l) => l.key),
        options,
      );
      if (due === null) return;
      const list = { key: due.key, at: now.toISOString(), documentIds: due.documents.map((d) => d.id), sent: false };
      // Another node was first: its list names these documents, or ours come into the next.
      if ((await lists.open(list)) === null) return;
      await send(list);
    }
  };

  let turn: Promise<void> = Promise.resolve();
  return () => {
    const mine = turn.then(pass);
    turn = mine.catch(() => undefined);
    return mine;
  };
}
