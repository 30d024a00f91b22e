import { localTime } from '../mail/local-time.ts';

/** Numbers, sizes and dates as Vietnamese offices write them; times are those of Asia/Ho_Chi_Minh. */

const at = (time: string | Date): Date => (typeof time === 'string' ? new Date(time) : time);
const two = (n: number): string => String(n).padStart(2, '0');
const clock = (time: string | Date): readonly [number, number] => {
  const minutes = Math.floor(localTime(at(time)).minutes);
  return [Math.floor(minutes / 60), minutes % 60];
};
/** A date alone stays the day it names; an instant is the day it falls on in Vietnam. */
const dayOf = (time: string | Date): string =>
  typeof time === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(time) ? time : localTime(at(time)).date;

/** `1.234` */
export const formatNumber = (n: number): string => String(Math.round(n)).replace(/\B(?=(\d{3})+$)/g, '.');

/** `7,3 MB`, of 1,048,576 octets; smaller ones `12 KB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1_048_576) return `${formatNumber(Math.max(1, Math.round(bytes / 1024)))} KB`;
  const tenths = Math.round((bytes / 1_048_576) * 10);
  return `${formatNumber(Math.floor(tenths / 10))}${tenths % 10 === 0 ? '' : `,${tenths % 10}`} MB`;
}

/** `05/01/2026` */
export function formatDate(time: string | Date): string {
  const [year = '', month = '', day = ''] = dayOf(time).split('-');
  return `${day}/${month}/${year}`;
}

/** `05/01` */
export const formatDay = (time: string | Date): string => formatDate(time).slice(0, 5);

/** `ngày 05 tháng 01 năm 2026`, as forms have it. */
export function formatLongDate(time: string | Date): string {
  const [year = '', month = '', day = ''] = dayOf(time).split('-');
  return `ngày ${day} tháng ${month} năm ${year}`;
}

/** `14 giờ 30`; `14 giờ` on the hour. */
export function formatHour(time: string | Date): string {
  const [hour, minute] = clock(time);
  return minute === 0 ? `${two(hour)} giờ` : `${two(hour)} giờ ${two(minute)}`;
}

/** `09:12` */
export const formatClock = (time: string | Date): string => clock(time).map(two).join(':');

/** `16 giờ 30 ngày 25/11/2026` */
export const formatMoment = (time: string | Date): string => `${formatHour(time)} ngày ${formatDate(time)}`;

/** `a`, `a và b`, `a, b và c` */
export function listed(items: readonly string[], and = 'và'): string {
  if (items.length < 2) return items[0] ?? '';
  return `${items.slice(0, -1).join(', ')} ${and} ${items.at(-1) ?? ''}`;
}

/** One line without control characters, cut at `most` characters with an ellipsis. */
export function oneLine(text: string, most = 150): string {
  const line = text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/[\u202a-\u202e\u2066-\u2069]/g, '')
    .replace(/ {2,}/g, ' ')
    .trim();
  const letters = Array.from(line);
  if (letters.length <= most) return line;
  const cut = letters.slice(0, most - 1).join('');
  return `${cut.trimEnd()}…`;
}
