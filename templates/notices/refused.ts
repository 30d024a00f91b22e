import { listed } from '../words.ts';
import { named, present, quoted, shortClause, type Template } from './template.ts';

/** A person asked said no, or a rule decided after the reply. */
export type Refused = {
  readonly subject: string;
  readonly recipients: readonly string[];
  /** Who said no; null when a rule did. */
  readonly by: string | null;
  /** The person's words, or the rule's explanation. */
  readonly reason: string;
  /** The clause of the regulation, for a rule's decision. */
  readonly clause: string;
  readonly forSender: boolean;
};

export const refused: Template<Refused> = {
  vi: (d, say) => ({
    subject: `Thư chưa gửi được: ${quoted(d.subject, 100)}`,
    paragraphs: present(
      d.by === null
        ? `Thư ${quoted(d.subject)} chưa gửi được tới ${listed(d.recipients)} vì ${d.reason}${d.clause === '' ? '' : ` (${shortClause(d.clause)})`}.`
        : `Thư ${quoted(d.subject)} chưa gửi được tới ${listed(d.recipients)} vì ${named(say, d.by)} chưa đồng ý.`,
      d.by !== null && d.reason !== '' && `Lý do: ${quoted(d.reason, 500)}.`,
      d.forSender &&
        (d.by === null
          ? 'Đề nghị chỉnh lại thư rồi gửi lại.'
          : `Nếu vẫn cần gửi, đề nghị trao đổi trực tiếp với ${named(say, d.by)} rồi gửi thư mới.`),
    ),
  }),
  en: (d) => ({
    subject: `Not sent: ${quoted(d.subject, 100)}`,
    paragraphs: present(
      `${quoted(d.subject)} was not sent to ${listed(d.recipients, 'and')}${d.by === null ? '' : `: ${d.by} did not agree`}.`,
      d.reason !== '' && `Reason: ${quoted(d.reason, 500)}.`,
    ),
  }),
};
