import { formatMoment, listed } from '../words.ts';
import { bullets, named, pageLine, pageLineEn, present, quotation, quoted, sentence, type Template } from './template.ts';

/** To the one leader who decides whether a document or a mail in the agency's name leaves (TTH Điều 6, ĐB Điều 6.2b). */
export type ApprovalQuestion = {
  readonly sender: string;
  readonly subject: string;
  readonly recipients: readonly string[];
  readonly until: string;
  readonly reasons: readonly string[];
  readonly excerpt: string;
  readonly urgent: boolean;
  readonly note: string | null;
  readonly page: string | null;
};

export const approvalQuestion: Template<ApprovalQuestion> = {
  vi: (d, say) => ({
    subject: `[Trình duyệt${d.urgent ? ' – KHẨN' : ''}] Thư ${quoted(d.subject, 90)} gửi ra ngoài cơ quan`,
    paragraphs: present(
      `${sentence(named(say, d.sender))} đề nghị gửi thư ${quoted(d.subject)} tới ${listed(d.recipients)}. Trả lời "Đồng ý" hoặc "Từ chối" (có thể ghi lý do) trước ${formatMoment(d.until)}.`,
      d.note !== null && `${sentence(named(say, d.sender))} giải thích: ${quoted(d.note, 500)}.`,
      d.reasons.length > 0 && `Vì sao cần ý kiến:\n${bullets(d.reasons)}`,
      d.excerpt.trim() !== '' && `Nội dung thư:\n${quotation(d.excerpt)}`,
      'Chưa có ý kiến thì thư chưa được gửi ra ngoài.',
      pageLine(d.page),
    ),
  }),
  en: (d) => ({
    subject: `[Your approval${d.urgent ? ' – URGENT' : ''}] Mail ${quoted(d.subject, 90)} to outside`,
    paragraphs: present(
      `${d.sender} wants to send ${quoted(d.subject)} to ${listed(d.recipients, 'and')}. Answer "Đồng ý" (yes) or "Từ chối" (no) before ${formatMoment(d.until)}.`,
      d.reasons.length > 0 && bullets(d.reasons),
      pageLineEn(d.page),
    ),
  }),
};
