import { formatMoment, listed } from '../words.ts';
import { present, quoted, type Template } from './template.ts';

/** The next hop has not taken the mail yet (text part of a DSN with action delayed, RFC 3464). */
export type Delayed = {
  readonly subject: string;
  readonly recipients: readonly string[];
  readonly since: string;
  readonly until: string;
  /** Last answer of the next hop. */
  readonly lastReply: string;
};

export const delayed: Template<Delayed> = {
  bilingual: true,
  vi: (d) => ({
    subject: `Thư gửi chậm: ${quoted(d.subject, 100)}`,
    paragraphs: present(
      `Thư ${quoted(d.subject)} chưa gửi được tới ${listed(d.recipients)} vì máy chủ nơi nhận chưa tiếp nhận (từ ${formatMoment(d.since)}). Hệ thống còn gửi lại tới ${formatMoment(d.until)}; không cần làm gì thêm.`,
      d.lastReply !== '' && `Trả lời của máy chủ nơi nhận: ${d.lastReply}`,
    ),
  }),
  en: (d) => ({
    subject: `Delayed: ${quoted(d.subject, 100)}`,
    paragraphs: [
      `Your mail has not been taken by the next server yet; delivery is tried until ${formatMoment(d.until)}. You need do nothing.`,
    ],
  }),
};
