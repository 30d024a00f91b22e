import { formatBytes, oneLine } from '../words.ts';
import { present, quoted, type Template } from './template.ts';

/** The size explained (ĐB Điều 5: 10 MB with attachments). */
export type TooLarge = {
  /** Null when only the declared size is known. */
  readonly subject: string | null;
  readonly bytes: number;
  readonly limit: number;
  readonly attachments: readonly { readonly name: string; readonly bytes: number }[];
};

/** Files grow by about 37 % as base64 with line ends; the rest is header and text. */
const fits = (limit: number): number => Math.floor(limit / 1.368);

export const tooLarge: Template<TooLarge> = {
  vi: (d) => ({
    subject: `Thư quá dung lượng ${formatBytes(d.limit)}`,
    paragraphs: present(
      `Thư${d.subject === null ? '' : ` ${quoted(d.subject)}`} chưa gửi được vì có dung lượng ${formatBytes(d.bytes)}, trong khi mỗi thư tối đa ${formatBytes(d.limit)} (Điều 5 Quy chế).`,
      d.attachments.length > 0 &&
        `Các tệp lớn nhất:\n${d.attachments.map((a) => `- ${oneLine(a.name, 150)}: ${formatBytes(a.bytes)}`).join('\n')}`,
      `Khi gửi qua thư, tệp đính kèm lớn thêm hơn một phần ba, nên tổng các tệp chỉ nên tới khoảng ${formatBytes(fits(d.limit))}. Đề nghị nén tệp, chia thành nhiều thư, hoặc dùng kho tài liệu dùng chung của cơ quan.`,
    ),
  }),
  en: (d) => ({
    subject: `Mail larger than ${formatBytes(d.limit)}`,
    paragraphs: [
      `Your mail is ${formatBytes(d.bytes)}; the limit is ${formatBytes(d.limit)}. Attachments grow by a third on the way: all files together may have about ${formatBytes(fits(d.limit))}.`,
    ],
  }),
};
