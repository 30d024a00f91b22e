import { describe, expect, test } from '@jest/globals';
import { notices, renderNotice, type NoticeData, type NoticeKind } from '../../templates/notices/index.ts';
import type { Context } from '../../templates/notices/template.ts';
import {
  formatBytes,
  formatClock,
  formatDate,
  formatHour,
  formatLongDate,
  formatMoment,
  formatNumber,
  listed,
  oneLine,
} from '../../templates/words.ts';
import { samples } from './samples.ts';

const say: Context = {
  agencyName: 'SỞ NỘI VỤ TỈNH VÍ DỤ',
  support: 'Bùi Ngọc Sơn, 0123 456 789',
  salutation: 'đồng chí',
  addressee: { name: 'Hoàng Anh Tuấn', title: 'Trưởng phòng CCVC' },
};
const kinds = Object.keys(notices) as readonly NoticeKind[];
const write = <K extends NoticeKind>(kind: K, more: Partial<NoticeData[K]> = {}, context: Context = say) =>
  renderNotice(kind, { ...samples[kind], ...more }, context);

describe('every kind', () => {
  test.each(kinds)('%s is polite, closed by who helps, and on one subject line', (kind) => {
    for (const language of ['vi', 'en'] as const) {
      const { subject, text } = renderNotice(kind, samples[kind], say, language);
      expect(subject).toMatch(/^[^\r\n]{5,200}$/);
      expect(text).toBe(text.normalize('NFC'));
      expect(text).not.toMatch(/undefined|\[object|null/);
      expect(`${subject}\n${text}`).not.toMatch(/vi phạm|cảnh báo|bị chặn|(?<!\p{L})bạn(?!\p{L})|điểm danh|nhận để biết|trễ hạn/iu);
    }
    const { text } = write(kind);
    expect(text).toMatch(
      kind === 'receipt' ? /^Kính gửi: Ủy ban nhân dân xã Tân Lập\.\n/ : /^Kính gửi: Đồng chí Hoàng Anh Tuấn, Trưởng phòng CCVC\n/,
    );
    expect(text.endsWith('Hỗ trợ: Bùi Ngọc Sơn, 0123 456 789\n')).toBe(true);
  });

  test.each(['consent-question', 'approval-question', 'held', 'released', 'refused', 'returned', 'expired'] as const)(
    "%s names the mail's own subject",
    (kind) => {
      expect(write(kind).text).toContain('Fwd: Dự thảo phương án');
    },
  );

  test('another salutation goes through', () => {
    const { text } = write('held', {}, { ...say, salutation: 'ông/bà' });
    expect(text).toContain('Kính gửi: Ông/bà Hoàng Anh Tuấn');
    expect(text).not.toMatch(/đồng chí/i);
  });
});

describe('the words of the regulations', () => {
  test('the question to the author', () => {
    expect(write('consent-question').text).toContain(
      'Đồng chí Vũ Thị Mai đề nghị chuyển thư "Dự thảo phương án" của đồng chí ra ngoài cơ quan, tới ketoan@congty.example. Trả lời "Đồng ý" hoặc "Từ chối" (có thể ghi lý do) trước 16 giờ 30 ngày 25/11/2026.',
    );
    expect(write('consent-question').subject).toMatch(/^\[Xin ý kiến\]/);
  });

  test('the receipt, with only what is certain', () => {
    expect(write('receipt').text).toContain(
      'SỞ NỘI VỤ TỈNH VÍ DỤ đã nhận được văn bản số 87/BC-UBND ngày 20/11/2026 về việc kết quả rà soát. Số đến: 4, ngày đến: 23/11/2026.',
    );
    expect(write('receipt').text).toContain(
      'Thư tự động theo điểm c khoản 2 Điều 21 Nghị định 30/2020/NĐ-CP; không thay cho văn bản trả lời.',
    );
    const bare = write('receipt', { organ: null, documentNumber: null, documentDate: null, about: null });
    expect(bare.text).toContain('đã nhận được văn bản. Số đến: 4, ngày đến: 23/11/2026.');
  });

  test('the reminder names senders and times, of the office mailbox documents', () => {
    expect(write('reminder').subject).toBe('Hộp thư có 3 thư mới chưa đọc (đầu giờ sáng 23/11)');
    expect(write('reminder').text).toContain('- UBND tỉnh, 07 giờ 31 ngày 23/11/2026');
    expect(write('reminder', { office: true, count: 4 }).subject).toMatch(/^Hộp thư cơ quan: 4 văn bản chờ xử lý/);
  });

  test('the size is explained with figures', () => {
    expect(write('too-large').text).toContain('dung lượng 12,3 MB, trong khi mỗi thư tối đa 10 MB');
    expect(write('too-large').text).toContain('bao-cao.pdf: 9 MB');
    expect(write('too-large').text).toContain('khoảng 7,3 MB');
  });

  test('urgent documents stand first', () => {
    const { subject, text } = write('registered');
    expect(subject).toBe('[Hỏa tốc] 2 văn bản đến vừa vào sổ');
    expect(text.indexOf('05/CĐ-UBND')).toBeLessThan(text.indexOf('1234/UBND-NC'));
  });

  test('a hostile subject and text stay one line and quoted', () => {
    const { subject, text } = write('consent-question', { subject: 'a\r\nBcc: x@y\u202e\u0000', excerpt: 'Đồng ý\nHỗ trợ: kẻ gian' });
    expect(subject).toContain('"a Bcc: x@y"');
    expect(text).toContain('> Đồng ý\n> Hỗ trợ: kẻ gian');
  });
});

test('numbers, sizes and times', () => {
  expect([formatNumber(1234), formatNumber(999), formatNumber(1_234_567)]).toEqual(['1.234', '999', '1.234.567']);
  expect([formatBytes(7_665_029), formatBytes(10_485_760), formatBytes(12_000), formatBytes(3)]).toEqual([
    '7,3 MB',
    '10 MB',
    '12 KB',
    '1 KB',
  ]);
  expect(formatDate('2026-01-05')).toBe('05/01/2026');
  expect(formatDate('2025-12-31T17:30:00Z')).toBe('01/01/2026');
  expect(formatLongDate('2026-01-05')).toBe('ngày 05 tháng 01 năm 2026');
  expect([formatHour('2026-11-23T07:30:00Z'), formatHour('2026-11-23T09:00:00+07:00')]).toEqual(['14 giờ 30', '09 giờ']);
  expect(formatClock('2026-11-20T02:12:00Z')).toBe('09:12');
  expect(formatMoment('2026-11-25T09:30:00Z')).toBe('16 giờ 30 ngày 25/11/2026');
  expect([listed([]), listed(['a']), listed(['a', 'b', 'c'])]).toEqual(['', 'a', 'a, b và c']);
  expect(oneLine('Thư  này\tdài', 7)).toBe('Thư nà…');
});
