import { formatMoment, listed } from '../words.ts';
import { named, pageLine, pageLineEn, present, quoted, sentence, type Template } from './template.ts';

/** To somebody asked who has not answered yet: after 4 working hours, or when the sender added a reason. */
export type Nudge = {
  readonly sender: string;
  readonly subject: string;
  readonly recipients: readonly string[];
  readonly until: string;
  /** What the sender wrote, one line. */
  readonly note: string | null;
  readonly page: string | null;
};

export const nudge: Template<Nudge> = {
  vi: (d, say) => ({
    subject: `[Xin ý kiến – nhắc lại] Thư ${quoted(d.subject, 90)}`,
    paragraphs: present(
      `Thư ${quoted(d.subject)} của ${named(say, d.sender)} gửi ${listed(d.recipients)} đang chờ ý kiến của ${say.salutation}. Trả lời "Đồng ý" hoặc "Từ chối" (có thể ghi lý do) trước ${formatMoment(d.until)}.`,
      d.note !== null && `${sentence(named(say, d.sender))} giải thích: ${quoted(d.note, 500)}.`,
      pageLine(d.page),
    ),
  }),
  en: (d) => ({
    subject: `[Still waiting] ${quoted(d.subject, 90)}`,
    paragraphs: present(
      `${quoted(d.subject)} of ${d.sender} to ${listed(d.recipients, 'and')} waits for your answer: "Đồng ý" (yes) or "Từ chối" (no) before ${formatMoment(d.until)}.`,
      d.note !== null && `${d.sender} explains: ${quoted(d.note, 500)}.`,
      pageLineEn(d.page),
    ),
  }),
};
