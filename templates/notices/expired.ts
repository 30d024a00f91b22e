import { listed } from '../words.ts';
import { named, present, quoted, type Template } from './template.ts';

/** Nobody answered within 16 working hours. */
export type Expired = {
  readonly subject: string;
  readonly recipients: readonly string[];
  readonly asked: readonly string[];
  readonly forSender: boolean;
};

export const expired: Template<Expired> = {
  vi: (d, say) => ({
    subject: `Hết hạn chờ ý kiến: ${quoted(d.subject, 100)}`,
    paragraphs: present(
      `Thư ${quoted(d.subject)} chưa gửi được tới ${listed(d.recipients)} vì đã hết hạn chờ ý kiến của ${listed(d.asked.map((name) => named(say, name)))}.`,
      d.forSender ? 'Nếu vẫn cần gửi, đề nghị trao đổi trực tiếp rồi gửi lại thư.' : 'Không cần trả lời thư này nữa.',
    ),
  }),
  en: (d) => ({
    subject: `No answer in time: ${quoted(d.subject, 100)}`,
    paragraphs: [`${quoted(d.subject)} was not sent to ${listed(d.recipients, 'and')}: ${listed(d.asked, 'and')} did not answer in time.`],
  }),
};
