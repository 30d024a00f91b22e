import { listed } from '../words.ts';
import { named, present, quoted, sentence, type Template } from './template.ts';

/** Withdrawn by the sender, or sent back by a clerk without judgement. */
export type Returned = {
  readonly subject: string;
  readonly recipients: readonly string[];
  readonly by: string;
  readonly reason: string;
  readonly withdrawn: boolean;
  readonly forSender: boolean;
};

export const returned: Template<Returned> = {
  vi: (d, say) => ({
    subject: d.withdrawn ? `Thư đã rút lại: ${quoted(d.subject, 100)}` : `Thư được trả lại: ${quoted(d.subject, 100)}`,
    paragraphs: present(
      d.withdrawn
        ? `${d.forSender ? `Theo đề nghị của ${say.salutation}` : sentence(`${named(say, d.by)} đã rút lại`)}${d.forSender ? ', thư' : ' thư'} ${quoted(d.subject)} không gửi tới ${listed(d.recipients)} nữa.${d.forSender ? '' : ' Không cần cho ý kiến nữa.'}`
        : `${sentence(named(say, d.by))} trả lại thư ${quoted(d.subject)}; thư chưa gửi tới ${listed(d.recipients)}.`,
      d.reason !== '' && `Lý do: ${quoted(d.reason, 500)}.`,
    ),
  }),
  en: (d) => ({
    subject: d.withdrawn ? `Withdrawn: ${quoted(d.subject, 100)}` : `Returned: ${quoted(d.subject, 100)}`,
    paragraphs: present(
      `${quoted(d.subject)} does not go to ${listed(d.recipients, 'and')}: ${d.withdrawn ? 'withdrawn' : 'returned'} by ${d.by}.`,
      d.reason !== '' && `Reason: ${quoted(d.reason, 500)}.`,
    ),
  }),
};
