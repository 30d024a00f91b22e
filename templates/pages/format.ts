import { html, type Html } from '../html.ts';
import { formatBytes, formatDate, formatHour, formatMoment } from '../words.ts';

/** `05/01/2026` from an instant or a day; nothing where there is none. */
export const day = (iso: string | null): string => (iso === null || iso === '' ? '' : formatDate(iso));

/** `14 giờ 30 ngày 05/01/2026` */
export const moment = (iso: string | null): string => (iso === null ? '' : formatMoment(iso));

/** Day above, hour below: for the narrow column of a table. */
export const stamp = (iso: string): Html =>
  html`<time datetime="${iso}">${formatDate(iso)}<br /><span class="muted small">${formatHour(iso)}</span></time>`;

export const size = formatBytes;
