import { createReminders, type Reminders } from '../agency/reminders/reminders.ts';
import type { Unread } from '../agency/reminders/ports.ts';
import { createImapUnread, createMaildirUnread } from '../gateway/mailbox/unread.ts';
import type { Notices } from '../gateway/notices.ts';
import { vietnamIso } from '../mail/local-time.ts';
import type { Log } from '../mail/log.ts';
import type { Agency } from './agency.ts';
import type { Settings } from './settings.ts';
import type { Stores } from './stores.ts';

type Parts = {
  readonly agency: () => Agency;
  readonly settings: Settings;
  readonly stores: Pick<Stores, 'checkIns' | 'intake' | 'documents'>;
  /** Null for a command that only asks who would be reminded. */
  readonly notices: Notices | null;
  readonly page: (path: string) => string;
  readonly counted: (outcome: string) => void;
  readonly log: Log;
};

/** Without a server to ask every mailbox is shown as not checked. */
const notChecked: Unread = { look: async () => null };

export function unreadOf(settings: Settings): Unread {
  if (settings['reminders.maildir'] !== '') return createMaildirUnread(settings['reminders.maildir']);
  const [host = '', port = ''] = settings['reminders.imap'].split(':');
  if (host === '') return notChecked;
  return createImapUnread({
    host,
    port: Number(port),
    tls: settings['reminders.imap-tls'],
    masterUser: settings['reminders.master-user'],
    masterPassword: settings['reminders.master-password'],
  });
}

/** At most so many senders stand in one reminder. */
const listed = 10;

export const createStaffReminders = ({ agency, settings, stores, notices, page, counted, log }: Parts): Reminders =>
  createReminders({
    calendar: agency().calendar,
    directory: () => agency().directory,
    unread: unreadOf(settings),
    checkIns: stores.checkIns,
    office: { pending: async () => (await stores.intake.list({ states: ['waiting', 'failed'], limit: 1 })).total },
    async remind({ key, to, slotLabel, date, mails, officePending }) {
      const common = { slotLabel, date, page: page('/kiem-tra') };
      const own = {
        ...common,
        count: mails.length,
        items: mails.slice(0, listed).map((m) => ({ from: m.from, receivedAt: vietnamIso(m.receivedAt) })),
        office: false,
      };
      const office = { ...common, count: officePending, items: [], office: true, page: page('/cho-van-thu') };
      if (mails.length > 0) await notices?.send({ kind: 'reminder', key, to: to.address, about: null, data: own });
      if (officePending > 0) await notices?.send({ kind: 'reminder', key: `${key}:office`, to: to.address, about: null, data: office });
    },
    async escalate({ key, to, date, people }) {
      const unit = agency().directory.unit(to.unit)?.name ?? agency().name;
      const items = people.map((person) => ({ name: person.name, slots: ['ba lượt gần nhất'] }));
      await notices?.send({ kind: 'escalation', key, to: to.address, about: null, data: { unit, date, items, page: page('/kiem-tra') } });
    },
    counted,
    log,
  });
