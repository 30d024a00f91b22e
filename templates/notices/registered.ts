import { oneLine } from '../words.ts';
import { present, type Template } from './template.ts';

export type RegisteredItem = {
  /** Null for what waits without a number. */
  readonly arrivalNumber: number | null;
  readonly organ: string;
  /** Số, ký hiệu. */
  readonly code: string;
  readonly subject: string;
  /** `Hỏa tốc`, `Thượng khẩn`, `Khẩn`, or null. */
  readonly urgent: string | null;
  /** Fields that a clerk must confirm. */
  readonly doubtful: boolean;
};

/** To văn thư: one list a session, at once for urgent and doubtful documents. Nothing of a đơn or a secret stands here. */
export type Registered = { readonly items: readonly RegisteredItem[]; readonly page: string | null };

const line = (item: RegisteredItem): string =>
  [
    item.urgent === null ? '' : `${item.urgent.toUpperCase()} – `,
    item.arrivalNumber === null ? 'Chờ văn thư' : `Số đến ${item.arrivalNumber}`,
    `: ${[item.code, item.organ]
      .filter((t) => t !== '')
      .map((t) => oneLine(t, 200))
      .join(', ')}`,
    item.subject === '' ? '' : ` – ${oneLine(item.subject, 200)}`,
    item.doubtful ? ' (cần kiểm tra các trường đánh dấu)' : '',
  ].join('');

const urgentFirst = (items: readonly RegisteredItem[]): readonly RegisteredItem[] =>
  [...items].sort((a, b) => Number(b.urgent !== null) - Number(a.urgent !== null));

export const registered: Template<Registered> = {
  vi: (d) => ({
    subject: d.items.some((i) => i.urgent !== null)
      ? `[${d.items.find((i) => i.urgent !== null)?.urgent ?? 'Khẩn'}] ${d.items.length} văn bản đến vừa vào sổ`
      : `${d.items.length} văn bản đến vừa vào sổ`,
    paragraphs: present(
      `Văn bản đến mới:`,
      urgentFirst(d.items)
        .map((i) => `- ${line(i)}`)
        .join('\n'),
      d.page !== null && `Kiểm tra, trình và chuyển trên trang: ${d.page}`,
    ),
  }),
  en: (d) => ({
    subject: `${d.items.length} incoming documents registered`,
    paragraphs: present(
      urgentFirst(d.items)
        .map((i) => `- ${line(i)}`)
        .join('\n'),
      d.page !== null && `Check and pass on: ${d.page}`,
    ),
  }),
};
