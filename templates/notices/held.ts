import { formatMoment, listed } from '../words.ts';
import { bullets, named, present, quoted, shortClause, type Context, type Template } from './template.ts';

/** To the sender: for whom the mail waits, and why. Before a consent is recorded it never says `đã gửi`. */
export type Held = {
  readonly subject: string;
  /** Addresses whose copies wait. */
  readonly recipients: readonly string[];
  /** Whether others had their copies at once. */
  readonly insideServed: boolean;
  readonly asked: readonly {
    readonly name: string;
    readonly title: string;
    readonly kind: 'consent' | 'approval';
    readonly isAuthor: boolean;
  }[];
  readonly clause: string;
  readonly reasons: readonly string[];
  readonly until: string;
  readonly page: string | null;
};

const askedVi = (d: Held, say: Context): string =>
  listed(
    d.asked.map((a) => {
      const who = named(say, a.name);
      if (a.kind === 'approval') return `trình ${who}${a.title === '' ? '' : `, ${a.title},`} cho ý kiến duyệt`;
      return `xin ý kiến ${who}${a.isAuthor ? ' là người soạn' : a.title === '' ? '' : `, ${a.title}`}`;
    }),
  ).replace(/,(?= và )/g, '');

export const held: Template<Held> = {
  vi: (d, say) => ({
    subject: `Thư chờ đồng ý: ${quoted(d.subject, 100)}`,
    paragraphs: present(
      `Thư ${quoted(d.subject)} chưa gửi được tới ${listed(d.recipients)} vì còn chờ ý kiến.`,
      `${d.insideServed ? `Thư của ${say.salutation} đã đến người nhận trong cơ quan. ` : ''}Với ${listed(d.recipients)}, hệ thống đang ${askedVi(d, say)} (${shortClause(d.clause)}). Trả lời "Rút lại" nếu không gửi nữa.`,
      d.reasons.length > 0 && bullets(d.reasons),
      `Trả lời "Khẩn" để xin ý kiến đồng thời Trưởng phòng, hoặc ghi một dòng lý do để người được hỏi biết. Thời hạn cho ý kiến: ${formatMoment(d.until)}.`,
      d.page !== null && `Theo dõi trên trang: ${d.page}`,
    ),
  }),
  en: (d) => ({
    subject: `Waiting for consent: ${quoted(d.subject, 100)}`,
    paragraphs: present(
      `Your mail ${quoted(d.subject)} waits before it goes to ${listed(d.recipients, 'and')}: ${listed(
        d.asked.map((a) => a.name),
        'and',
      )} has been asked. Answer "Rút lại" to take it back, "Khẩn" when it is urgent, or write one line of reason. It waits until ${formatMoment(d.until)}.`,
      d.page !== null && `Follow it on the page: ${d.page}`,
    ),
  }),
};
