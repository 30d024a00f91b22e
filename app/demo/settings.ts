import { join } from 'node:path';
import { demoAgency, demoDomain } from './people.ts';

/** Where mail lands that leaves the demonstration, by recipient: `<drop>/<address>/` is a Maildir. */
export const dropOf = (data: string): string => join(data, 'drop');

/** What the demonstration sets where no configuration is named; variables still win. */
export const demoSettings = (data: string): Readonly<Record<string, unknown>> => ({
  'agency.name': demoAgency.name,
  'agency.parent': demoAgency.parent,
  'agency.code': demoAgency.code,
  'agency.domain': demoDomain,
  'agency.support': 'Bùi Ngọc Sơn, số nội bộ 110',
  mode: 'thuc-thi',
  routes: { '*': `maildir:${dropOf(data)}` },
  'relay-peers': ['127.0.0.1'],
  // The header X-Spam-Flag of sample 7 is believed from here; nothing is aligned, since there is no DNS.
  'upstream.clients': ['127.0.0.1'],
  'mailbox.maildir': join(dropOf(data), `vanthu@${demoDomain}`),
  'reminders.maildir': dropOf(data),
});
