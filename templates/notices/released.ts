import { listed } from '../words.ts';
import { named, present, quoted, sentence, type Template } from './template.ts';

/** A held mail goes out: to the sender, and to those asked who did not answer themselves. */
export type Released = {
  readonly subject: string;
  readonly recipients: readonly string[];
  /** Who said yes. */
  readonly by: readonly string[];
  readonly reason: string;
  readonly forSender: boolean;
};

export const released: Template<Released> = {
  vi: (d, say) => ({
    subject: `Đã có ý kiến đồng ý: ${quoted(d.subject, 100)}`,
    paragraphs: present(
      `${sentence(listed(d.by.map((name) => named(say, name))))} đã đồng ý. Thư ${quoted(d.subject)}${d.forSender ? ` của ${say.salutation}` : ''} được gửi đi tới ${listed(d.recipients)}.`,
      d.reason !== '' && `Ý kiến: ${quoted(d.reason, 500)}.`,
    ),
  }),
  en: (d) => ({
    subject: `Consent given: ${quoted(d.subject, 100)}`,
    paragraphs: [`${listed(d.by, 'and')} agreed. ${quoted(d.subject)} goes to ${listed(d.recipients, 'and')}.`],
  }),
};
