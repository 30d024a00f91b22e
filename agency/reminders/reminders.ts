import type { Log } from '../../mail/log.ts';
import { localTime, vietnamIso } from '../../mail/local-time.ts';
import type { Directory, Person } from '../../mail/people.ts';
import type { Calendar } from '../calendar/calendar.ts';
import type { Slot } from '../calendar/slots.ts';
import { decide, excused, whyOf, type Decision } from './decide.ts';
import { firstDayOf, silentPeople, toldAbout } from './escalation.ts';
import { createObserve } from './observe.ts';
import type { CheckIns, OfficeWork, SlotRow, Unread, UnseenMail } from './ports.ts';

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
  /**
   * Woken every minute: looks into mailboxes when a slot begins, reminds in the 15 minutes after its reminder's time, writes to heads
   * at 16:30. Idempotent, also between processes; a scan that still runs is not begun again.
   */
  scan(now: Date): Promise<void>;
  /** Who would be reminded at `at`; changes nothing. */
  plan(at: Date): Promise<Plan>;
};

type Considered = Decision & { readonly officePending: number };

/** The list for heads goes out from 16:30 to 16:45 (calendar: Reminding). */
const escalationMinutes = 16 * 60 + 30;
/** Mailboxes looked into at a time: gentle to the agency's server. */
const atATime = 6;

const isClerk = (person: Person): boolean => person.roles.includes('van-thu');
/** The slot a person is asked in: the clerk has the office mailbox's fourth. */
const appliesTo = (slot: Slot, person: Person): boolean => slot.name !== 'dau-buoi-chieu' || isClerk(person);
const keyOf = (person: Person, date: string, slot: Slot): string => `reminder:${person.address}:${date}:${slot.name}`;

export function createReminders(parts: Parts): Reminders {
  const { calendar, checkIns, log } = parts;
  const observe = createObserve(parts);
  let running: Promise<void> | null = null;
  /** Keys that need not be asked of the store again; of one day. */
  let done: { readonly date: string; readonly keys: Set<string> } = { date: '', keys: new Set() };

  /** One person's trouble is not the others'. */
  const forEach = async (people: readonly Person[], work: (person: Person) => Promise<void>): Promise<void> => {
    const left = [...people];
    const lane = async (): Promise<void> => {
      for (let person = left.shift(); person !== undefined; person = left.shift())
        await work(person).catch((error: unknown) => log.error({ err: error }, 'a reminder could not be decided; it is tried again'));
    };
    await Promise.all(Array.from({ length: atATime }, lane));
  };

  const consider = async (person: Person, slot: Slot, now: Date, remember: boolean): Promise<Considered> => {
    const state = excused(person);
    if (state !== null) return { state, mails: [], officePending: 0 };
    const officePending = isClerk(person) ? await parts.office.pending() : 0;
    const { mails, lastLook } = await observe(person, slot.start, now, { remember });
    // The fourth slot is the office mailbox's alone: of one's own mail only an unread reminder matters.
    const counting = slot.name === 'dau-buoi-chieu' ? (mails ?? []).filter((mail) => mail.reminder) : mails;
    return { ...decide({ mails: counting, lastLook, slotStart: slot.start, officePending }), officePending };
  };

  /** Exactly one process sends under a key; the next one when that died. */
  const once = async (key: string, date: string, now: Date, send: () => Promise<void>): Promise<void> => {
    if (done.date !== date) done = { date, keys: new Set() };
    if (done.keys.has(key) || !(await checkIns.claim(key, now))) return;
    await send();
    await checkIns.sent(key);
    done.keys.add(key);
  };

  const remind = (person: Person, slot: Slot, date: string, now: Date, considered: Considered): Promise<void> => {
    const key = keyOf(person, date, slot);
    const { mails, officePending } = considered;
    return once(key, date, now, () => parts.remind({ key, to: person, slotLabel: slot.label, date, mails, officePending }));
  };

  const remindSlot = async (slot: Slot, now: Date): Promise<void> => {
    const { date } = localTime(now);
    const rows = new Map((await checkIns.rows(date, date)).filter((row) => row.slot === slot.name).map((row) => [row.person, row]));
    const asked = parts.directory().people.filter((person) => appliesTo(slot, person));
    await forEach(asked, async (person) => {
      const known = rows.get(person.address);
      if (known === undefined) {
        const considered = await consider(person, slot, now, true);
        if (!(await checkIns.take({ person: person.address, date, slot: slot.name, state: considered.state, at: now }))) return;
        parts.counted(considered.state);
        if (considered.state === 'reminded') await remind(person, slot, date, now, considered);
      } else if (known.state === 'reminded') await resume(person, slot, date, now);
    });
  };

  /** A reminder that was decided and perhaps never left: its process may have died. */
  const resume = async (person: Person, slot: Slot, date: string, now: Date): Promise<void> => {
    const key = keyOf(person, date, slot);
    await once(key, date, now, async () => {
      const { state, mails, officePending } = await consider(person, slot, now, true);
      if (state === 'reminded') await parts.remind({ key, to: person, slotLabel: slot.label, date, mails, officePending });
    });
  };

  /** What lies unread when a slot begins. */
  const beginSlot = async (slot: Slot, now: Date): Promise<void> => {
    const asked = parts.directory().people.filter((person) => excused(person) === null && appliesTo(slot, person));
    await forEach(asked, async (person) => {
      const last = await checkIns.lastSeen(person.address);
      if (last === null || last.at < slot.start) await observe(person, slot.start, now, { remember: true });
    });
  };

  const escalate = async (now: Date): Promise<void> => {
    const { date } = localTime(now);
    // A half day has no list: who is not at work in the afternoon need not look.
    if (calendar.slots(date, 'personal').at(-1)?.name !== 'cuoi-buoi-chieu') return;
    const directory = parts.directory();
    const rows: readonly SlotRow[] = await checkIns.rows(firstDayOf(date), date);
    const lists = new Map<string, { readonly head: Person; readonly people: Person[] }>();
    for (const { person, since } of silentPeople(rows, date, directory, calendar)) {
      const head = toldAbout(person, directory);
      if (head === null || done.keys.has(`escalation:${head.address}:${date}`)) continue;
      const { lastLook } = await observe(person, since, now, { remember: true });
      if (lastLook !== null && lastLook >= since) continue;
      const list = lists.get(head.address) ?? { head, people: [] };
      list.people.push(person);
      lists.set(head.address, list);
    }
    for (const { head, people } of lists.values()) {
      const key = `escalation:${head.address}:${date}`;
      await once(key, date, now, () => parts.escalate({ key, to: head, date, people }));
    }
  };

  const scanOnce = async (now: Date): Promise<void> => {
    const { date, minutes } = localTime(now);
    if (!calendar.isWorkingDay(date)) return;
    const begun = calendar.slots(date, 'office').find((slot) => now >= slot.start && now < slot.remindAt);
    if (begun !== undefined) await beginSlot(begun, now);
    const due = calendar.slotAt(now);
    if (due !== null) await remindSlot(due, now);
    if (minutes >= escalationMinutes && minutes < escalationMinutes + 15) await escalate(now);
  };

  return {
    scan(now) {
      running ??= scanOnce(now).finally(() => {
        running = null;
      });
      return running;
    },

    async plan(at) {
      const slot = calendar.slotAt(at);
      const { people } = parts.directory();
      if (slot === null) {
        const why = calendar.isWorkingDay(localTime(at).date) ? 'không phải giờ nhắc' : 'ngày nghỉ';
        return { at: vietnamIso(at), slot: null, reminded: [], others: people.map(({ address }) => ({ address, why })) };
      }
      const decided: { readonly address: string; readonly why: string | null }[] = [];
      for (const person of people) {
        const state = appliesTo(slot, person) ? (await consider(person, slot, at, false)).state : null;
        decided.push({ address: person.address, why: state === null ? 'không có lượt này' : state === 'reminded' ? null : whyOf[state] });
      }
      return {
        at: vietnamIso(at),
        slot: { name: slot.name, start: vietnamIso(slot.start) },
        reminded: decided.filter((d) => d.why === null).map((d) => d.address),
        others: decided.flatMap(({ address, why }) => (why === null ? [] : [{ address, why }])),
      };
    },
  };
}
