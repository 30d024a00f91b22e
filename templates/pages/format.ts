import type { Html } from '../html.ts';
import { html } from '../html.ts';

const zone = 'Asia/Ho_Chi_Minh';
const parts = new Intl.DateTimeFormat('en-GB', {
  timeZone: zone,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

/** Calendar fields of an instant in Vietnam. */
const local = (iso: string): Record<string, string> => Object.fromEntries(parts.formatToParts(new Date(iso)).map((p) => [p.type, p.value]));

/** `05/01/2026` from an instant or a day. */
export const day = (iso: string | null): string => {
  if (iso === null || iso === '') return '';
  if (/^\d{4}-\d{2}-\d{2}$/.test(iso)) return iso.split('-').toReversed().join('/');
  const at = local(iso);
  return `${at['day']}/${at['month']}/${at['year']}`;
};

/** `14 giờ 30`. */
export const hour = (iso: string): string => {
  const at = local(iso);
  return `${at['hour']} giờ ${at['minute']}`;
};

export const moment = (iso: string | null): string => (iso === null ? '' : `${hour(iso)}, ${day(iso)}`);

/** `7,3 MB`, `12 KB`: decimal units as people's file managers show them. */
export const size = (bytes: number): string => {
  if (bytes < 1_000) return `${bytes} byte`;
  if (bytes < 1_000_000) return `${Math.round(bytes / 1_000)} KB`;
  return `${(bytes / 1_000_000).toFixed(1).replace('.', ',')} MB`;
};

export const time = (iso: string | null): Html | null => (iso === null ? null : html`<time datetime="${iso}">${moment(iso)}</time>`);
