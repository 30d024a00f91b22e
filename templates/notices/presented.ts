import { formatDate, oneLine } from '../words.ts';
import { present, type Template } from './template.ts';

export type PresentedItem = {
  readonly arrivalNumber: number;
  readonly organ: string;
  readonly code: string;
  /** YYYY-MM-DD or null. */
  readonly issuedDate: string | null;
  readonly subject: string;
  readonly urgent: string | null;
  /** YYYY-MM-DD, null where no hạn stands. */
  readonly dueDate: string | null;
};

/** To ONE leader: documents presented for direction (NĐ30 Điều 23; ĐB Điều 6.1). */
export type Presented = {
  readonly items: readonly PresentedItem[];
  /** The clerk who presents. */
  readonly by: string;
  readonly page: string | null;
};

const line = (item: PresentedItem): string =>
  `- ${item.urgent === null ? '' : `${item.urgent.toUpperCase()} – `}Số đến ${item.arrivalNumber}: ${[
    item.code,
    item.issuedDate === null ? '' : `ngày ${formatDate(item.issuedDate)}`,
    item.organ,
  ]
    .filter((t) => t !== '')
    .map((t) => oneLine(t, 200))
    .join(', ')} – ${oneLine(item.subject, 300)}${item.dueDate === null ? '' : ` (hạn ${formatDate(item.dueDate)})`}`;

export const presented: Template<Presented> = {
  vi: (d, say) => {
    const urgent = d.items.find((i) => i.urgent !== null)?.urgent ?? null;
    const [only] = d.items;
    return {
      subject: `${urgent === null ? '' : `[${urgent}] `}Trình ${d.items.length === 1 && only !== undefined ? `văn bản đến số ${only.arrivalNumber}: ${oneLine(only.subject, 100)}` : `${d.items.length} văn bản đến`}`,
      paragraphs: present(
        `Văn thư trình ${say.salutation} cho ý kiến phân phối, chỉ đạo:`,
        d.items.map(line).join('\n'),
        d.page !== null && `Xem văn bản và cho ý kiến trên trang: ${d.page}`,
      ),
    };
  },
  en: (d) => ({
    subject: `${d.items.length} documents presented for your direction`,
    paragraphs: present(d.items.map(line).join('\n'), d.page !== null && `See and direct: ${d.page}`),
  }),
};
