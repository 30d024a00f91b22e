import type { Reply } from '../../mail/verdict.ts';

type Row = { readonly when: RegExp; readonly reply: Omit<Reply, 'code'> & { readonly code?: number } };

/**
 * smtp-server answers protocol slips by itself in English and adds its own enhanced codes. What it says is found here
 * by its text and replaced; a text that is not listed goes out with its class's plain code.
 */
const rows: readonly Row[] = [
  { when: /Too many connected clients/, reply: { enhanced: '4.7.0', text: 'Quá nhiều kết nối, đề nghị thử lại sau' } },
  { when: /^Timeout/, reply: { enhanced: '4.4.2', text: 'Chờ quá lâu, đóng kết nối' } },
  { when: /Command line too long/, reply: { enhanced: '4.5.2', text: 'Dòng lệnh quá dài, đóng kết nối' } },
  { when: /Server shutting down/, reply: { enhanced: '4.3.2', text: 'Máy chủ đang dừng, đề nghị thử lại sau' } },
  { when: /You talk too soon/, reply: { enhanced: '4.7.0', text: 'Phải chờ lời chào của máy chủ' } },
  { when: /HTTP requests not allowed/, reply: { enhanced: '4.7.0', text: 'Đây không phải là máy chủ web' } },
  { when: /too many unrecognized commands/, reply: { enhanced: '4.7.0', text: 'Quá nhiều lệnh lạ' } },
  { when: /too many unauthenticated commands/, reply: { enhanced: '4.7.0', text: 'Quá nhiều lệnh khi chưa đăng nhập' } },
  { when: /command not recognized|not allowed in LMTP/, reply: { enhanced: '5.5.1', text: 'Không có lệnh này' } },
  { when: /^Error: send (?:LHLO|HELO)/, reply: { enhanced: '5.5.1', text: 'Phải gửi EHLO trước' } },
  { when: /need MAIL command/, reply: { enhanced: '5.5.1', text: 'Phải gửi MAIL FROM trước' } },
  { when: /need RCPT command/, reply: { enhanced: '5.5.1', text: 'Phải gửi RCPT TO trước' } },
  { when: /nested MAIL command/, reply: { enhanced: '5.5.1', text: 'Đã có MAIL FROM rồi' } },
  { when: /authentication Required/i, reply: { enhanced: '5.7.0', text: 'Cần đăng nhập trước khi gửi thư' } },
  { when: /Must issue a STARTTLS command first/, reply: { enhanced: '5.7.11', text: 'Cần bật mã hóa (STARTTLS) trước khi đăng nhập' } },
  { when: /REQUIRETLS not permitted/, reply: { enhanced: '5.7.10', text: 'REQUIRETLS cần kết nối mã hóa' } },
  { when: /TLS already active/, reply: { enhanced: '5.5.1', text: 'Đã mã hóa rồi' } },
  { when: /No identity changes permitted/, reply: { enhanced: '5.5.1', text: 'Đã đăng nhập rồi' } },
  { when: /Unrecognized authentication type/, reply: { enhanced: '5.5.4', text: 'Không có cách đăng nhập này' } },
  { when: /^Authentication successful/, reply: { enhanced: '2.7.0', text: 'Đăng nhập thành công' } },
  { when: /^Authentication aborted/, reply: { enhanced: '5.7.0', text: 'Đã bỏ đăng nhập' } },
  { when: /invalid userdata|missing username|syntax: AUTH/, reply: { enhanced: '5.5.2', text: 'Dữ liệu đăng nhập không đúng dạng' } },
  { when: /Authentication credentials invalid|not accepted/, reply: { enhanced: '5.7.8', text: 'Sai địa chỉ hoặc mật khẩu' } },
  { when: /Bad recipient address syntax/, reply: { enhanced: '5.1.3', text: 'Địa chỉ người nhận không hợp lệ' } },
  { when: /Bad sender address syntax/, reply: { enhanced: '5.1.7', text: 'Địa chỉ người gửi không hợp lệ' } },
  { when: /too many recipients/, reply: { enhanced: '4.5.3', text: 'Quá nhiều người nhận trong một lần gửi' } },
  { when: /message exceeds fixed maximum/, reply: { enhanced: '5.3.4', text: 'Thư vượt giới hạn dung lượng' } },
  { when: /internal server error/, reply: { enhanced: '4.3.0', text: 'Tạm thời không nhận được, đề nghị thử lại sau' } },
  { when: /parameter|Bad message size|syntax/i, reply: { enhanced: '5.5.4', text: 'Tham số của lệnh không hợp lệ' } },
  { when: /^Ready to start TLS/, reply: { enhanced: '2.0.0', text: 'Bắt đầu mã hóa' } },
  { when: /^Bye$/, reply: { enhanced: '2.0.0', text: 'Chào tạm biệt' } },
  { when: /^Accepted$/, reply: { enhanced: '2.1.0', text: 'OK' } },
  { when: /^(?:OK|Flushed)$/, reply: { enhanced: '2.0.0', text: 'OK' } },
  { when: /^Try to send something/, reply: { enhanced: '2.1.5', text: 'Hãy gửi thư, máy chủ không kiểm tra trước' } },
  { when: /^See https/, reply: { enhanced: '2.0.0', text: 'RFC 5321' } },
];

const plain = (code: number): string => (code < 300 ? '2.0.0' : code < 500 ? '4.0.0' : '5.0.0');

/** Our words for what the library says; `context` is its own hint. */
export function ourReply(code: number, text: string, context: string | false | undefined): Reply {
  const row = rows.find(({ when }) => when.test(text));
  if (row === undefined) return { code, enhanced: plain(code), text };
  const enhanced = context === 'RCPT_TO_OK' ? '2.1.5' : row.reply.enhanced;
  return { code: row.reply.code ?? code, enhanced, text: row.reply.text };
}
