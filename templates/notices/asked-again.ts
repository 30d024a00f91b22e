import { formatMoment, listed } from '../words.ts';
import { pageLine, pageLineEn, present, quoted, type Template } from './template.ts';

/** An answer that could not be read as yes or no. */
export type AskedAgain = {
  readonly subject: string;
  readonly recipients: readonly string[];
  /** The line that was read. */
  readonly answer: string;
  /** The sender answered, not the person asked. */
  readonly forSender: boolean;
  /** Asked again once before: from now on only the page. */
  readonly last: boolean;
  readonly until: string;
  readonly page: string | null;
};

export const askedAgain: Template<AskedAgain> = {
  vi: (d, say) => ({
    subject: `[Xin ý kiến lại] ${quoted(d.subject, 100)}`,
    paragraphs: present(
      `Hệ thống chưa hiểu câu trả lời ${quoted(d.answer, 200)} của ${say.salutation} về thư ${quoted(d.subject)} gửi ${listed(d.recipients)}, nên chưa làm gì.`,
      d.forSender
        ? 'Đề nghị trả lời ngay dòng đầu: "Rút lại" nếu không gửi nữa, hoặc "Khẩn".'
        : d.last
          ? `Đề nghị trả lời trên trang trước ${formatMoment(d.until)}.`
          : `Đề nghị ghi ngay dòng đầu chỉ một trong hai: "Đồng ý" hoặc "Từ chối" (có thể ghi lý do), trước ${formatMoment(d.until)}. Đồng ý có điều kiện thì đề nghị trả lời "Từ chối" và ghi điều kiện.`,
      pageLine(d.page),
    ),
  }),
  en: (d) => ({
    subject: `[Asked again] ${quoted(d.subject, 100)}`,
    paragraphs: present(
      `Your answer ${quoted(d.answer, 200)} was not understood; nothing was done. Please write ${d.forSender ? '"Rút lại" or "Khẩn"' : '"Đồng ý" (yes) or "Từ chối" (no)'} alone on the first line before ${formatMoment(d.until)}.`,
      pageLineEn(d.page),
    ),
  }),
};
