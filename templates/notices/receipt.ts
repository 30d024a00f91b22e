import { formatDate, oneLine } from '../words.ts';
import { present, type Template } from './template.ts';

/** To the outside sender of a document that was filed (NĐ30 Điều 21.2c). Fields that are not certain are null. */
export type Receipt = {
  readonly organ: string | null;
  readonly documentNumber: string | null;
  /** YYYY-MM-DD */
  readonly documentDate: string | null;
  readonly about: string | null;
  readonly arrivalNumber: number;
  /** YYYY-MM-DD */
  readonly arrivalDate: string;
};

export const receipt: Template<Receipt> = {
  bilingual: true,
  ownOpening: true,
  vi: (d, say) => ({
    subject: `Đã nhận văn bản${d.documentNumber === null ? '' : ` số ${oneLine(d.documentNumber, 60)}`}, số đến ${d.arrivalNumber}`,
    paragraphs: present(
      d.organ === null ? 'Kính gửi: Quý cơ quan.' : `Kính gửi: ${oneLine(d.organ, 200)}.`,
      `${say.agencyName} đã nhận được văn bản${d.documentNumber === null ? '' : ` số ${oneLine(d.documentNumber, 60)}`}${d.documentDate === null ? '' : ` ngày ${formatDate(d.documentDate)}`}${d.about === null ? '' : ` về việc ${oneLine(d.about, 500)}`}. Số đến: ${d.arrivalNumber}, ngày đến: ${formatDate(d.arrivalDate)}.`,
      'Thư tự động theo điểm c khoản 2 Điều 21 Nghị định 30/2020/NĐ-CP; không thay cho văn bản trả lời.',
    ),
  }),
  en: (d, say) => ({
    subject: `Document received, number ${d.arrivalNumber}`,
    paragraphs: [
      `${say.agencyName} has received your document${d.documentNumber === null ? '' : ` ${oneLine(d.documentNumber, 60)}`}; arrival number ${d.arrivalNumber}, ${formatDate(d.arrivalDate)}. This automatic mail does not stand for an answer.`,
    ],
  }),
};
