import type { Log } from '../../mail/log.ts';
import { localTime, vietnamIso } from '../../mail/local-time.ts';
import type { Directory, Person } from '../../mail/people.ts';
import type { Calendar } from '../calendar/calendar.ts';
import type { Slot } from '../calendar/slots.ts';
import { decide, whyOf, type Decision } from './decide.ts';
import type { CheckIns, OfficeWork, Unread, UnseenMail } from './ports.ts';

export type RemindNotice = {
  readonly key: string;
  readonly to: Person;
  readonly slotLabel: string;
  readonly date: string;
  readonly mails: readonly UnseenMail[];
  readonly officePending: number;
};

export type EscalationNotice = { readonly key: string; readonly to: Person; readonly date: string; readonly people: readonly Person[] };

type Parts = {
  readonly calendar: Calendar;
  readonly directory: () => Directory;
  readonly unread: Unread;
  readonly checkIns: CheckIns;
  readonly office: OfficeWork;
  readonly remind: (notice: RemindNotice) => Promise<void>;
  readonly escalate: (notice: EscalationNotice) => Promise<void>;
  readonly counted: (outcome: string) => void;
  readonly log: Log;
};

/** What `vanthu remind` prints. */
export type Plan = {
  readonly at: string;
  readonly slot: { readonly name: string; readonly start: string } | null;
  readonly reminded: readonly string[];
  readonly others: readonly { readonly address: string; readonly why: string }[];
};

export type Reminders = {
  /** Woken every minute: snapshots at a slot's start, reminders in its 15 minutes, the list for heads at 16:30. Idempotent, also between processes. */
  scan(now: Date): Promise<void>;
  /** Who would be reminded at `at`; changes nothing. */
  plan(at: Date): Promise<Plan>;
};

/** The escalation list goes out from 16:30 to 16:45 (calendar: Reminding). */
const escalationMinutes = 16 * 60 + 30;
/** So many slots in a row without a look. */
const inARow = 3;
/** How many days of rows are read to find them. */
const lookBackDays = 14;

export function createReminders(parts: Parts): Reminders {
  const { calendar, checkIns } = parts;

  const isClerk = (person: Person): boolean => person.roles.includes('van-thu');

  /** The slot a person is asked in: the clerk has the office mailbox's fourth. */
  const appliesTo = (slot: Slot, person: Person): boolean => slot.name !== 'dau-buoi-chieu' || isClerk(person);

  /** Own INBOX and the unit mailboxes that name the person; null when their own can't be asked. */
  const unreadOf = async (person: Person): Promise<readonly UnseenMail[] | null> => {
    const units = parts.directory().mailboxes.filter((m) => m.kind === 'unit' && m.users.includes(person.address));
    const looked = await Promise.all(
      [person.address, ...units.map((m) => m.address)].map(async (address) => {
        try {
          return (await parts.unread.look(address))?.map((mail) => ({ ...mail, id: `${address} ${mail.id}` })) ?? null;
        } catch (error) {
          parts.log.warn({ err: error, mailbox: address }, 'mailbox could not be asked');
          return null;
        }
      }),
    );
    return looked[0] == null ? null : looked.flatMap((mails) => mails ?? []);
  };

  const decideFor = async (person: Person, slot: Slot, date: string): Promise<Decision & { officePending: number }> => {
    const officePending = isClerk(person) ? await parts.office.pending() : 0;
    const [unread, before, lastLook] = await Promise.all([
      unreadOf(person),
      checkIns.snapshotOf(person.address, date, slot.name),
      checkIns.lastLook(person.address),
    ]);
    return { ...decide({ person, unread, before, lastLook, slotStart: slot.start, officePending }), officePending };
  };

  const remindSlot = async (slot: Slot, now: Date): Promise<void> => {
    const { date } = localTime(now);
    for (const person of parts.directory().people) {
      if (!appliesTo(slot, person)) continue;
      const decision = await decideFor(person, slot, date);
      const first = await checkIns.take({ person: person.address, date, slot: slot.name, state: decision.state, at: now });
      if (first) parts.counted(decision.state);
      // The notice is unique by its key: whoever finds the row a moment later sends it again only if it never left.
      const taken = first
        ? decision.state
        : (await checkIns.rows(date, date)).find((row) => row.person === person.address && row.slot === slot.name)?.state;
      if (taken !== 'reminded' || decision.state !== 'reminded') continue;
      await parts.remind({
        key: `reminder:${person.address}:${date}:${slot.name}`,
        to: person,
        slotLabel: slot.label,
        date,
        mails: decision.unread,
        officePending: decision.officePending,
      });
    }
  };

  const takeSnapshots = async (slot: Slot, now: Date): Promise<void> => {
    const { date } = localTime(now);
    for (const person of parts.directory().people) {
      if (person.state === 'left' || !appliesTo(slot, person) || (await checkIns.snapshotOf(person.address, date, slot.name)) !== null)
        continue;
      const unread = await unreadOf(person);
      if (unread !== null)
        await checkIns.snapshot(
          person.address,
          date,
          slot.name,
          unread.map((mail) => mail.id),
        );
    }
  };

  /** People whose last three slots of their kind were all reminders without a look. */
  const silent = async (date: string): Promise<readonly Person[]> => {
    const from = new Date(`${date}T00:00:00Z`);
    from.setUTCDate(from.getUTCDate() - lookBackDays);
    const rows = [...(await checkIns.rows(from.toISOString().slice(0, 10), date))].sort((a, b) => a.at.getTime() - b.at.getTime());
    return parts.directory().people.filter((person) => {
      const last = rows.filter((row) => row.person === person.address).slice(-inARow);
      const without = last.every((row) => row.state === 'reminded' || row.state === 'last-reminder-unread');
      return last.length === inARow && without && person.state === 'active' && !person.away && !person.roles.includes('lanh-dao');
    });
  };

  const escalate = async (now: Date): Promise<void> => {
    const { date } = localTime(now);
    const byHead = new Map<string, { head: Person; people: Person[] }>();
    for (const person of await silent(date)) {
      const looks = await checkIns.lastLook(person.address);
      const slotStart = calendar.slots(date, 'personal').at(-1)?.start;
      if (looks !== null && slotStart !== undefined && looks >= slotStart) continue;
      const own = parts.directory().headOf(person);
      const head = own === null || own.address === person.address ? parts.directory().withRole('chanh-van-phong')[0] : own;
      if (head === undefined || head.address === person.address || head.roles.includes('lanh-dao')) continue;
      const list = byHead.get(head.address) ?? { head, people: [] };
      list.people.push(person);
      byHead.set(head.address, list);
    }
    for (const { head, people } of byHead.values())
      await parts.escalate({ key: `escalation:${head.address}:${date}`, to: head, date, people });
  };

  return {
    async scan(now) {
      const { date, minutes } = localTime(now);
      if (!calendar.isWorkingDay(date)) return;
      const begun = calendar.slots(date, 'office').find((slot) => now >= slot.start && now < slot.remindAt);
      if (begun !== undefined) await takeSnapshots(begun, now);
      const due = calendar.slotAt(now);
      if (due !== null) await remindSlot(due, now);
      if (minutes >= escalationMinutes && minutes < escalationMinutes + 15) await escalate(now);
    },

    async plan(at) {
      const slot = calendar.slotAt(at);
      const { date } = localTime(at);
      const { people } = parts.directory();
      if (slot === null) {
        const why = calendar.isWorkingDay(date) ? 'không phải giờ nhắc' : 'ngày nghỉ';
        return { at: vietnamIso(at), slot: null, reminded: [], others: people.map(({ address }) => ({ address, why })) };
      }
      const decided = await Promise.all(
        people.map(async (person) => ({
          address: person.address,
          state: appliesTo(slot, person) ? (await decideFor(person, slot, date)).state : null,
        })),
      );
      return {
        at: vietnamIso(at),
        slot: { name: slot.name, start: vietnamIso(slot.start) },
        reminded: decided.filter((d) => d.state === 'reminded').map((d) => d.address),
        others: decided
          .filter((d) => d.state !== 'reminded')
          .map(({ address, state }) => ({ address, why: state === null ? 'không có lượt này' : whyOf[state] })),
      };
    },
  };
}
