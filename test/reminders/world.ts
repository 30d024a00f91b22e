import { mkdir, rename, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createCalendar } from '../../agency/calendar/calendar.ts';
import { calendarSettings } from '../../agency/calendar/settings.ts';
import { directoryOf } from '../../agency/people/directory.ts';
import { completePeople } from '../../agency/people/load-people.ts';
import type { CheckIns, Unread } from '../../agency/reminders/ports.ts';
import { createReminders, type EscalationNotice, type Reminders, type RemindNotice } from '../../agency/reminders/reminders.ts';
import { createMaildirUnread } from '../../gateway/mailbox/unread.ts';

export const domain = 'vidu.gov.vn';
export const at = (local: string): string => `${local}@${domain}`;
/** `23/11 07:45` of 2026 in Vietnam. */
export const when = (text: string): Date => new Date(`2026-${text.slice(3, 5)}-${text.slice(0, 2)}T${text.slice(6)}:00+07:00`);

const raw = {
  people: [
    { address: at('ductm'), name: 'Trần Minh Đức', roles: ['lanh-dao'], head: true },
    { address: at('hoanv'), name: 'Nguyễn Văn Hòa', roles: ['chanh-van-phong', 'truong-phong'], unit: 'VP' },
    { address: at('lanpt'), name: 'Phạm Thị Lan', roles: ['van-thu'], unit: 'VP' },
    { address: at('tuanha'), name: 'Hoàng Anh Tuấn', roles: ['truong-phong'], unit: 'CCVC' },
    { address: at('maivt'), name: 'Vũ Thị Mai', roles: ['chuyen-vien'], unit: 'CCVC' },
    { address: at('huydq'), name: 'Đỗ Quang Huy', roles: ['chuyen-vien'], unit: 'CCVC' },
    { address: at('sonbn'), name: 'Bùi Ngọc Sơn', roles: ['chuyen-vien'], unit: 'VP', away: true },
    { address: at('bichnt'), name: 'Ngô Thị Bích', unit: 'CCVC', state: 'left' },
  ],
  units: [
    { code: 'VP', name: 'Văn phòng', head: at('hoanv') },
    { code: 'CCVC', name: 'Phòng Công chức, viên chức', head: at('tuanha') },
  ],
  mailboxes: [
    { address: at('vanthu'), kind: 'office', users: [at('lanpt')] },
    { address: at('ccvc'), kind: 'unit', unit: 'CCVC', users: [at('tuanha'), at('maivt')] },
  ],
};
export const directory = directoryOf(completePeople(raw, { name: 'SỞ NỘI VỤ', domain }, 'test'));
export const calendar = createCalendar(calendarSettings.parse({}));
export const quiet = { info() {}, warn() {}, error() {} };

/** Maildirs below one folder, as a mail server and mail clients change them. */
export class Mail {
  readonly folder: string;
  #count = 0;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Delivers a message; resolves to its file name in new/. */
  async deliver(local: string, received: Date, header: Readonly<Record<string, string>> = {}): Promise<string> {
    this.#count += 1;
    const name = `${received.getTime() / 1000}.${this.#count}.host`;
    const box = join(this.folder, at(local));
    for (const sub of ['new', 'cur', 'tmp']) await mkdir(join(box, sub), { recursive: true });
    const lines = Object.entries({ From: 'Xã Tân Lập\r\n <vp@tanlap.example>', Subject: 'Chuyện riêng', ...header }).map(
      ([n, v]) => `${n}: ${v}`,
    );
    await writeFile(join(box, 'new', name), `${lines.join('\r\n')}\r\n\r\nNội dung\r\n`);
    await utimes(join(box, 'new', name), received, received);
    return name;
  }

  /** A reminder of ours reaches the mailbox. */
  remind = (local: string, received: Date): Promise<string> =>
    this.deliver(local, received, {
      From: `Hệ thống <thu-cong-vu@${domain}>`,
      'X-Vanthu-Notice': 'reminder',
      'Auto-Submitted': 'auto-generated',
    });

  /** The client's listing moves it to cur/ without a flag: nobody has read it. */
  list = (local: string, name: string): Promise<void> => this.#move(local, `new/${name}`, `cur/${name}:2,`);
  read = (local: string, name: string): Promise<void> => this.#move(local, `new/${name}`, `cur/${name}:2,S`);
  async file(local: string, name: string): Promise<void> {
    await mkdir(join(this.folder, at(local), '.Archive', 'cur'), { recursive: true });
    await this.#move(local, `new/${name}`, `.Archive/cur/${name}:2,`);
  }

  #move(local: string, from: string, to: string): Promise<void> {
    return rename(join(this.folder, at(local), from), join(this.folder, at(local), to));
  }
}

export type Told = { readonly reminders: RemindNotice[]; readonly lists: EscalationNotice[]; readonly counted: string[] };

export type Process = { readonly reminders: Reminders; readonly told: Told };

/** One process: its own parts over the check-ins and mailboxes that all share. */
export function startProcess(
  checkIns: CheckIns,
  mail: Mail,
  more: { readonly unread?: Unread; readonly pending?: () => number; readonly deliver?: (notice: RemindNotice) => Promise<void> } = {},
): Process {
  const told: Told = { reminders: [], lists: [], counted: [] };
  const reminders = createReminders({
    calendar,
    directory: () => directory,
    unread: more.unread ?? createMaildirUnread(mail.folder),
    checkIns,
    office: { pending: () => Promise.resolve(more.pending?.() ?? 0) },
    async remind(notice) {
      await more.deliver?.(notice);
      told.reminders.push(notice);
    },
    escalate(notice) {
      told.lists.push(notice);
      return Promise.resolve();
    },
    counted: (outcome) => told.counted.push(outcome),
    log: quiet,
  });
  return { reminders, told };
}

export const who = (told: Told): readonly string[] => told.reminders.map((r) => r.to.address.split('@')[0] ?? '').toSorted();
