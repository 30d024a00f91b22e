import { bullets, present, quoted, type Template } from './template.ts';

/** Text in an old encoding was rewritten in Unicode (ĐB Điều 8: TCVN 6909:2001). */
export type Repaired = {
  readonly subject: string;
  /** Sentences: where it stood, the encoding, the first words as they read now. */
  readonly texts: readonly string[];
};

export const repaired: Template<Repaired> = {
  vi: (d, say) => ({
    subject: `Đã chuyển mã tiếng Việt: ${quoted(d.subject, 100)}`,
    paragraphs: present(
      `Thư ${quoted(d.subject)} của ${say.salutation} dùng bảng mã cũ; hệ thống đã chuyển sang Unicode dựng sẵn (TCVN 6909:2001) trước khi gửi. Đề nghị kiểm tra lại phần chữ sau đây:`,
      bullets(d.texts),
      'Để lần sau không phải chuyển, đề nghị chọn bảng mã Unicode trong bộ gõ và trong chương trình thư.',
    ),
  }),
  en: (d) => ({
    subject: `Text converted to Unicode: ${quoted(d.subject, 100)}`,
    paragraphs: present(
      `${quoted(d.subject)} held text in an old Vietnamese encoding; it was converted to Unicode (NFC) before it was sent.`,
      bullets(d.texts),
    ),
  }),
};
