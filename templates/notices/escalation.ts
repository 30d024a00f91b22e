import { formatDate, listed } from '../words.ts';
import { present, type Template } from './template.ts';

/** Báo Trưởng phòng: one list a head a day of those without a recorded look for three slots in a row. */
export type Escalation = {
  readonly unit: string;
  /** YYYY-MM-DD */
  readonly date: string;
  readonly items: readonly { readonly name: string; readonly slots: readonly string[] }[];
  readonly page: string | null;
};

export const escalation: Template<Escalation> = {
  vi: (d, say) => ({
    subject: `Theo dõi kiểm tra hộp thư ngày ${formatDate(d.date)}: ${d.unit}`,
    paragraphs: present(
      `Trong ngày ${formatDate(d.date)}, hệ thống chưa ghi nhận lượt kiểm tra hộp thư của:`,
      d.items.map((i) => `- ${i.name}: ${listed(i.slots)}`).join('\n'),
      `Nếu ${say.salutation} nào đi công tác, nghỉ phép hoặc họp, có thể ghi lại trên trang để lần sau không báo.`,
      d.page !== null && `Trang theo dõi: ${d.page}`,
    ),
  }),
  en: (d) => ({
    subject: `Mailbox check-ins of ${formatDate(d.date)}: ${d.unit}`,
    paragraphs: present(
      'No look into the mailbox has been recorded for:',
      d.items.map((i) => `- ${i.name}: ${listed(i.slots, 'and')}`).join('\n'),
    ),
  }),
};
