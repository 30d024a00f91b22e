import { formatDay, formatMoment, oneLine } from '../words.ts';
import { present, type Template } from './template.ts';

/** Mail not yet looked at (TTH Điều 5). Senders and times only: subjects are nobody's business here. */
export type Reminder = {
  readonly count: number;
  /** `đầu giờ sáng` */
  readonly slotLabel: string;
  /** YYYY-MM-DD */
  readonly date: string;
  readonly items: readonly { readonly from: string; readonly receivedAt: string }[];
  /** The office mailbox, told to whoever is on duty. */
  readonly office: boolean;
  readonly page: string | null;
};

export const reminder: Template<Reminder> = {
  vi: (d, say) => ({
    subject: d.office
      ? `Hộp thư cơ quan: ${d.count} văn bản chờ xử lý (${d.slotLabel} ${formatDay(d.date)})`
      : `Hộp thư có ${d.count} thư mới chưa đọc (${d.slotLabel} ${formatDay(d.date)})`,
    paragraphs: present(
      d.office ? `Hộp thư cơ quan có ${d.count} văn bản chờ xử lý:` : `Hộp thư của ${say.salutation} có ${d.count} thư mới chưa đọc:`,
      d.items.map((i) => `- ${oneLine(i.from, 120)}, ${formatMoment(i.receivedAt)}`).join('\n'),
      d.count > d.items.length && d.items.length > 0 && `và ${d.count - d.items.length} thư khác.`,
      d.page !== null && `Trang theo dõi kiểm tra hộp thư: ${d.page}`,
    ),
  }),
  en: (d) => ({
    subject: d.office ? `Office mailbox: ${d.count} documents wait` : `Your mailbox has ${d.count} unread messages`,
    paragraphs: present(d.items.map((i) => `- ${oneLine(i.from, 120)}, ${formatMoment(i.receivedAt)}`).join('\n')),
  }),
};
