import type { Outcome, Reply } from './verdict.ts';

/** One answer of ours on the wire and the norm behind its code. Texts have diacritics; the listener drops them where it must. */
type Row = Reply & { readonly norm: string };

/**
 * What we answer, by name: refusals of the protocol, then those of the rules (by rule id).
 * Words stay clear without diacritics too.
 */
export const replies = {
  accepted: { code: 250, enhanced: '2.0.0', text: 'Đã nhận thư', norm: 'RFC 5321 4.2.3' },
  'recipient.unknown': { code: 550, enhanced: '5.1.1', text: 'Không có địa chỉ này trong cơ quan', norm: 'RFC 3463 X.1.1' },
  'recipient.undecided': {
    code: 450,
    enhanced: '4.1.1',
    text: 'Tạm thời không kiểm tra được địa chỉ, đề nghị thử lại sau',
    norm: 'RFC 3463 X.1.1',
  },
  'recipient.too-many': { code: 452, enhanced: '4.5.3', text: 'Quá nhiều người nhận trong một lần gửi', norm: 'RFC 5321 4.5.3.1.10' },
  'recipient.syntax': { code: 501, enhanced: '5.1.3', text: 'Địa chỉ người nhận không hợp lệ', norm: 'RFC 3463 X.1.3' },
  'sender.syntax': { code: 501, enhanced: '5.1.7', text: 'Địa chỉ người gửi không hợp lệ', norm: 'RFC 3463 X.1.7' },
  'relay.denied': { code: 550, enhanced: '5.7.1', text: 'Máy chủ này không chuyển thư ra ngoài cơ quan', norm: 'RFC 3463 X.7.1' },
  'auth.required': { code: 530, enhanced: '5.7.0', text: 'Cần đăng nhập trước khi gửi thư', norm: 'RFC 4954 6' },
  'auth.failed': { code: 535, enhanced: '5.7.8', text: 'Sai địa chỉ hoặc mật khẩu', norm: 'RFC 4954 6' },
  'auth.needs-tls': { code: 538, enhanced: '5.7.11', text: 'Cần bật mã hóa (STARTTLS) trước khi đăng nhập', norm: 'RFC 4954 6' },
  'peer.unknown': { code: 554, enhanced: '5.7.1', text: 'Máy chủ này không có trong danh sách được chuyển thư', norm: 'RFC 5321 3.1' },
  'peer.busy': { code: 421, enhanced: '4.7.0', text: 'Quá nhiều kết nối, đề nghị thử lại sau', norm: 'RFC 5321 3.8' },
  'store.unable': { code: 451, enhanced: '4.3.0', text: 'Tạm thời không lưu được thư, đề nghị gửi lại sau', norm: 'RFC 5321 4.2.2' },
  'store.full': { code: 452, enhanced: '4.3.1', text: 'Máy chủ tạm hết chỗ lưu thư, đề nghị gửi lại sau', norm: 'RFC 5321 4.2.2' },
  'address.utf8': { code: 553, enhanced: '5.6.7', text: 'Địa chỉ có dấu cần SMTPUTF8', norm: 'RFC 6531 3.5' },

  'size.over-limit': { code: 552, enhanced: '5.3.4', text: 'Thư vượt giới hạn dung lượng', norm: 'RFC 1870 6' },
  'wire.bare-newline': {
    code: 550,
    enhanced: '5.5.2',
    text: 'Thư có dấu xuống dòng sai (CR hoặc LF đứng lẻ, hoặc NUL)',
    norm: 'RFC 5321 2.3.8',
  },
  'loop.detected': {
    code: 554,
    enhanced: '5.4.6',
    text: 'Thư đi vòng: đã qua địa chỉ này hoặc qua quá nhiều máy chủ',
    norm: 'RFC 5321 6.3',
  },
  'header.ambiguous': { code: 550, enhanced: '5.6.0', text: 'Phần đầu thư có trường lặp lại, không rõ nghĩa', norm: 'RFC 5322 3.6' },
  'sender.not-yours': { code: 550, enhanced: '5.7.1', text: 'Địa chỉ người gửi không phải của tài khoản đăng nhập', norm: 'RFC 6409 6.1' },
  'sender.spoofed-inside': {
    code: 550,
    enhanced: '5.7.1',
    text: 'Thư mang địa chỉ của cơ quan nhưng không được xác thực',
    norm: 'RFC 7489 10.3',
  },
  'secrecy.marked': {
    code: 550,
    enhanced: '5.7.1',
    text: 'Văn bản có dấu chỉ độ mật không được gửi qua thư điện tử',
    norm: 'RFC 3463 X.7.1',
  },
  'complaint.excluded': {
    code: 550,
    enhanced: '5.7.1',
    text: 'Đơn thư khiếu nại, tố cáo không được gửi ra ngoài bằng thư điện tử',
    norm: 'RFC 3463 X.7.1',
  },
  'circulation.internal': {
    code: 550,
    enhanced: '5.7.1',
    text: 'Văn bản lưu hành nội bộ không được gửi ra ngoài cơ quan',
    norm: 'RFC 3463 X.7.1',
  },
  'content.unreadable': { code: 550, enhanced: '5.6.0', text: 'Nội dung thư không đọc được để kiểm tra', norm: 'RFC 3463 X.6.0' },
  'unicode.legacy-encoding': {
    code: 550,
    enhanced: '5.6.0',
    text: 'Thư đã ký số dùng bảng mã tiếng Việt cũ, đề nghị gửi lại bằng Unicode',
    norm: 'RFC 3463 X.6.0',
  },
  'forward.unconsented': {
    code: 550,
    enhanced: '5.7.1',
    text: 'Chuyển thư nội bộ ra ngoài cần ý kiến người soạn, nhưng không còn ai có thẩm quyền để hỏi',
    norm: 'RFC 3463 X.7.1',
  },
  'rate.too-fast': { code: 450, enhanced: '4.7.1', text: 'Gửi quá nhanh, đề nghị gửi lại sau một giờ', norm: 'RFC 3463 X.7.1' },
  'spam.likely': { code: 550, enhanced: '5.7.1', text: 'Thư quảng cáo không được nhận', norm: 'RFC 3463 X.7.1' },
} as const satisfies Record<string, Row>;

export type ReplyName = keyof typeof replies;

/** The reply of that name; `text` replaces the public text where more is known. */
export function replyOf(name: ReplyName, text?: string): Reply {
  const row: Row = replies[name];
  return { code: row.code, enhanced: row.enhanced, text: text ?? row.text };
}

/** Most severe first: one recipient's outcome is the first that any finding asks for. */
const outcomesBySeverity = ['reject', 'defer', 'seal', 'hold', 'pass'] as const satisfies readonly Outcome[];

export const moreSevere = (a: Outcome, b: Outcome): Outcome => (outcomesBySeverity.indexOf(a) <= outcomesBySeverity.indexOf(b) ? a : b);
