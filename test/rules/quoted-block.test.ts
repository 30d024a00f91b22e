import { describe, expect, test } from '@jest/globals';
import { bareSubject, hasForwardPrefix } from '../../rules/forward-signs.ts';
import { hasSeparator, quotedBlocks } from '../../rules/quoted-block.ts';

const tuan = 'Hoàng Anh Tuấn <tuanha@vidu.gov.vn>';

/** The lines that mail programs write above a forwarded or quoted message, from their own localisation files. */
const blocks: readonly (readonly [client: string, separator: boolean, lines: readonly string[]])[] = [
  [
    'Thunderbird',
    true,
    [
      '-------- Tin nhắn đã được chuyển tiếp --------',
      'Tiêu đề: Dự thảo',
      'Ngày: Fri, 20 Nov 2026 09:12:00 +0700',
      `Từ: ${tuan}`,
      'Tới: maivt@vidu.gov.vn',
      'CC: huydq@vidu.gov.vn',
    ],
  ],
  [
    'Thunderbird, old',
    true,
    ['-------- Thư Gốc --------', 'Tiêu đề: Dự thảo', 'Ngày: 20/11/2026', `Từ: ${tuan}`, 'Tới: maivt@vidu.gov.vn'],
  ],
  ['K-9', true, ['-------- Thư gốc --------', `Từ: ${tuan}`, 'Đã gửi: 20 tháng 11, 2026', 'Tới: maivt@vidu.gov.vn', 'Chủ đề: Dự thảo']],
  [
    'Roundcube',
    true,
    [
      '-------- Thư gốc --------',
      'Tiêu đề: Dự thảo',
      'Ngày: 2026-11-20 09:12',
      `Gửi từ: ${tuan}`,
      'Người nhận: maivt@vidu.gov.vn',
      'Đồng kính gửi: huydq@vidu.gov.vn',
      'Trả lời cho: tuanha@vidu.gov.vn',
    ],
  ],
  [
    'Zimbra classic',
    true,
    [
      '----- Thư đã chuyển tiếp -----',
      `Từ: "Hoàng Anh Tuấn" <tuanha@vidu.gov.vn>`,
      'Tới: maivt@vidu.gov.vn',
      'Cc: huydq@vidu.gov.vn',
      'Đã gửi: Thứ sáu, 20 Tháng 11, 2026 9:12:00 SA',
      'Chủ đề: Dự thảo',
    ],
  ],
  ['Zimbra touch', true, ['Bắt đầu thư chuyển tiếp:', '', `Từ: ${tuan}`, 'Tới: maivt@vidu.gov.vn', 'Ngày: 20/11/2026', 'Chủ đề: Dự thảo']],
  [
    'SnappyMail',
    true,
    [
      '-------- Thư được chuyển tiếp -------',
      `Đến từ: ${tuan}`,
      'Gửi đến: maivt@vidu.gov.vn',
      'Đã gửi: 20/11/2026 09:12',
      'Tiêu đề: Dự thảo',
    ],
  ],
  [
    'Gmail',
    true,
    [
      '---------- Forwarded message ---------',
      `Từ: *Hoàng Anh Tuấn* <tuanha@vidu.gov.vn>`,
      'Date: Th 6, 20 thg 11, 2026 vào lúc 09:12',
      'Subject: Dự thảo',
      'To: <maivt@vidu.gov.vn>',
    ],
  ],
  [
    'Outlook',
    false,
    [
      'Từ: Hoàng Anh Tuấn [mailto:tuanha@vidu.gov.vn]',
      'Đã gửi: Thứ Sáu, 20 Tháng Mười Một 2026 9:12 SA',
      'Tới: Vũ Thị Mai',
      'Chủ đề: Dự thảo',
    ],
  ],
  [
    'OWA',
    false,
    ['________________________________', `*Từ:* ${tuan}`, '*Đã gửi:* 20 Tháng 11 2026 9:12', '*Đến:* Vũ Thị Mai', '*Chủ đề:* Dự thảo'],
  ],
  ['a table as text', false, ['Từ:', tuan, '', 'Đã gửi:', '20/11/2026', '', 'Chủ đề:', 'Dự thảo']],
  [
    'quoted once more',
    true,
    ['> -------- Thư gốc --------', `> Từ: ${tuan}`, '> Ngày: 20/11/2026', '> Tới: maivt@vidu.gov.vn', '> Tiêu đề: Dự thảo'],
  ],
  [
    'Apple Mail',
    true,
    [
      'Begin forwarded message:',
      '',
      `From: ${tuan}`,
      'Subject: Dự thảo',
      'Date: 20 November 2026 at 09:12:00 GMT+7',
      'To: maivt@vidu.gov.vn',
    ],
  ],
  [
    'mutt',
    true,
    [
      '----- Forwarded message from Tuan -----',
      `From: ${tuan}`,
      'To: maivt@vidu.gov.vn',
      'Subject: Dự thảo',
      'Date: Fri, 20 Nov 2026 09:12',
    ],
  ],
];

describe('the header block of a quoted message', () => {
  test.each(blocks)('%s', (_client, separator, lines) => {
    const text = ['Em gửi anh chị tham khảo.', '', ...lines, '', 'Phòng dự kiến sắp xếp lại.'].join('\n');
    for (const form of [text, text.normalize('NFD')]) {
      expect(quotedBlocks(form)).toEqual([
        expect.objectContaining({
          kind: 'block',
          from: { address: 'tuanha@vidu.gov.vn', name: expect.stringContaining(lines[1] === tuan ? '' : 'Hoàng Anh Tuấn') },
          subject: 'Dự thảo',
        }),
      ]);
      expect(hasSeparator(form)).toBe(separator);
    }
    expect(quotedBlocks(text)[0]?.excerpt).toContain('Phòng dự kiến sắp xếp lại.');
  });

  test.each([
    ['an official letter', 'Kính gửi: Sở Tài chính\nNgày: 20/11/2026\nTrích yếu: V/v báo cáo\nNgười ký: Trần Minh Đức'],
    ['two labels', `Từ: ${tuan}\nTới: maivt@vidu.gov.vn\n\nNội dung`],
    ['a sentence', 'Từ: tháng 10\nĐến: tháng 12\nChủ đề: cải cách hành chính'],
    ['a plain text', 'Từ ngày 20/11 đến ngày 25/11, phòng làm việc tại huyện.'],
  ])('%s is none', (_name, text) => {
    expect(quotedBlocks(text)).toEqual([]);
  });
});

describe('the line above a quoted reply', () => {
  test.each([
    ['Gmail', `Vào Th 6, 20 thg 11, 2026 vào lúc 09:12 Hoàng Anh Tuấn <tuanha@vidu.gov.vn> đã viết:`],
    ['Gmail, wrapped', `Vào Th 2, 3 thg 11, 2025 lúc 17:00 Hoàng Anh Tuấn\n<tuanha@vidu.gov.vn> đã viết:`],
    ['Thunderbird', `Vào lúc 09:12 ngày 20/11/2026, Hoàng Anh Tuấn <tuanha@vidu.gov.vn> đã viết:`],
    ['Roundcube', `Vào ngày 2026-11-20 09:12, Hoàng Anh Tuấn <tuanha@vidu.gov.vn> viết:`],
    ['Zimbra', `----- Vào 20 Thg11, 2026, lúc 9:12, Hoàng Anh Tuấn tuanha@vidu.gov.vn đã viết:`],
    ['English', `On Fri, Nov 20, 2026 at 9:12 AM Hoàng Anh Tuấn <tuanha@vidu.gov.vn> wrote:`],
  ])('%s', (_client, line) => {
    expect(quotedBlocks(`Cảm ơn anh.\n\n${line}\n> Phòng dự kiến`)).toEqual([
      expect.objectContaining({
        kind: 'attribution',
        from: expect.objectContaining({ address: 'tuanha@vidu.gov.vn' }),
        excerpt: 'Phòng dự kiến',
      }),
    ]);
  });

  test('an author who has written something is none', () => {
    expect(quotedBlocks('Nhà báo đã viết:\nBài báo hay.')).toEqual([]);
  });
});

test.each([
  ['Fwd: Dự thảo', true],
  ['FW: Dự thảo', true],
  ['Chuyển tiếp: Dự thảo', true],
  ['[ccvc] Fwd: Dự thảo', true],
  ['[Fwd: Dự thảo]', true],
  ['Dự thảo (fwd)', true],
  ['Fwd[2]: Dự thảo', true],
  ['Chuyển tiếp: Dự thảo'.normalize('NFD'), true],
  ['Re: Fwd: Dự thảo', false],
  ['Trả lời: Dự thảo', false],
  ['Chuyển tiếp hồ sơ cán bộ', false],
  ['Vb số 12 gửi các phòng', false],
])('prefix of %s', (subject, forward) => {
  expect(hasForwardPrefix(subject)).toBe(forward);
});

test('prefixes and both placements of a tone do not make another subject', () => {
  expect(bareSubject('Re: FW: Chuyển tiếp: Hoả tốc')).toBe(bareSubject('Trả lời: Hỏa  tốc'));
});
