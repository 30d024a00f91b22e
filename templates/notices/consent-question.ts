import { formatMoment, listed } from '../words.ts';
import { bullets, named, pageLine, pageLineEn, present, quotation, quoted, sentence, type Context, type Template } from './template.ts';

/** To the author whose text somebody wants to send outside (ĐB Điều 8). */
export type ConsentQuestion = {
  /** Who wants to send it. */
  readonly sender: string;
  /** Subject of the mail that waits. */
  readonly subject: string;
  /** Subject of the author's own mail, where it is known. */
  readonly about: string;
  /** The author when somebody else is asked in their place (a mailbox has no salutation); null when the author is asked. */
  readonly author: { readonly name: string; readonly isPerson: boolean } | null;
  /** Outside addresses. */
  readonly recipients: readonly string[];
  readonly until: string;
  /** Evidence in sentences. */
  readonly reasons: readonly string[];
  readonly excerpt: string;
  readonly urgent: boolean;
  /** What the sender added, one line. */
  readonly note: string | null;
  readonly page: string | null;
};

const authorVi = ({ author }: ConsentQuestion, say: Context): string => {
  if (author === null) return say.salutation;
  return author.isPerson ? named(say, author.name) : author.name;
};

export const consentQuestion: Template<ConsentQuestion> = {
  vi: (d, say) => ({
    subject: `[Xin ý kiến${d.urgent ? ' – KHẨN' : ''}] Chuyển thư ${quoted(d.subject, 90)} ra ngoài cơ quan`,
    paragraphs: present(
      `${sentence(named(say, d.sender))} đề nghị chuyển thư ${quoted(d.about === '' ? d.subject : d.about)} của ${authorVi(d, say)} ra ngoài cơ quan, tới ${listed(d.recipients)}. Trả lời "Đồng ý" hoặc "Từ chối" (có thể ghi lý do) trước ${formatMoment(d.until)}.`,
      d.about !== '' && d.about !== d.subject && `Thư đang chờ: ${quoted(d.subject)}.`,
      d.note !== null && `${sentence(named(say, d.sender))} giải thích: ${quoted(d.note, 500)}.`,
      d.reasons.length > 0 && bullets(d.reasons),
      d.excerpt.trim() !== '' && `Phần nội dung được chuyển đi:\n${quotation(d.excerpt)}`,
      'Chưa có ý kiến thì thư chưa được gửi ra ngoài (Điều 8 Quy chế).',
      pageLine(d.page),
    ),
  }),
  en: (d) => ({
    subject: `[Your consent${d.urgent ? ' – URGENT' : ''}] Forwarding ${quoted(d.subject, 90)} outside`,
    paragraphs: present(
      `${d.sender} wants to send ${d.author === null ? 'your mail' : `the mail of ${d.author.name}`} ${quoted(d.about === '' ? d.subject : d.about)} outside the agency, to ${listed(d.recipients, 'and')}. Answer "Đồng ý" (yes) or "Từ chối" (no) before ${formatMoment(d.until)}.`,
      d.note !== null && `${d.sender} explains: ${quoted(d.note, 500)}.`,
      d.excerpt.trim() !== '' && quotation(d.excerpt),
      pageLineEn(d.page),
    ),
  }),
};
