import { oneLine } from '../words.ts';
import { present, quoted, type Template } from './template.ts';

/** Text part of a DSN with action failed (RFC 3464). */
export type Failed = {
  readonly subject: string;
  readonly recipients: readonly { readonly address: string; readonly reply: string }[];
};

export const failed: Template<Failed> = {
  bilingual: true,
  vi: (d) => ({
    subject: `Thư chưa gửi được: ${quoted(d.subject, 100)}`,
    paragraphs: present(
      `Thư ${quoted(d.subject)} chưa gửi được tới:`,
      d.recipients
        .map((r) => `- ${oneLine(r.address, 254)}${r.reply === '' ? '' : ` vì máy chủ nơi nhận trả lời: ${oneLine(r.reply, 300)}`}`)
        .join('\n'),
      'Đề nghị kiểm tra lại địa chỉ, hoặc liên hệ người nhận bằng cách khác rồi gửi lại.',
    ),
  }),
  en: (d) => ({
    subject: `Not delivered: ${quoted(d.subject, 100)}`,
    paragraphs: present(
      'Your mail could not be delivered to:',
      d.recipients.map((r) => `- ${oneLine(r.address, 254)}${r.reply === '' ? '' : `: ${oneLine(r.reply, 300)}`}`).join('\n'),
      'Check the address, or reach the recipient in another way.',
    ),
  }),
};
