import { afterAll, describe, expect, test } from '@jest/globals';
import { createDocumentReader } from '../../agency/documents/create-document-reader.ts';
import { certain } from '../../agency/documents/fields.ts';
import { bytesOf, valuesOf } from './fixture.ts';
import { explodingPdf } from './make-pdf.ts';
import { makeDocx, makeZip } from './make-zip.ts';
import type { DocumentFile } from '../../agency/documents/document-text.ts';

const reader = createDocumentReader({ deadlineMs: 20_000 });
afterAll(() => reader.close());

const noMail = { subject: '', text: '', from: 'vp@tanlap.example' };
const file = (name: string, bytes: Uint8Array): DocumentFile => ({ name, mediaType: 'application/octet-stream', bytes });
const report = makeDocx(
  'ỦY BAN NHÂN DÂN',
  'XÃ TÂN LẬP',
  'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM',
  'Độc lập - Tự do - Hạnh phúc',
  'Số: 187/BC-UBND',
  'Tân Lập, ngày 05 tháng 11 năm 2026',
  'BÁO CÁO',
  'Kết quả rà soát',
  'Kính gửi: Sở Nội vụ tỉnh Ví Dụ',
  'Ủy ban nhân dân xã báo cáo như sau.',
  'Nơi nhận:',
  '- Lưu: VT.',
  'CHỦ TỊCH',
  'Lò Văn Hùng',
);
const annex = makeDocx(
  'Phụ lục I',
  'DANH SÁCH HỘ TỊCH',
  '(Kèm theo Báo cáo số 187/BC-UBND ngày 05 tháng 11 năm 2026 của UBND xã Tân Lập)',
  ...Array.from({ length: 30 }, (_, i) => `${i + 1}. Hộ ông Nguyễn Văn A, thôn Tân Lập`),
);
const note = makeDocx('Xin chào');
const sheet = makeZip([{ name: 'xl/workbook.xml', content: Buffer.from('<a/>') }]);

describe('the files of one mail', () => {
  test('văn bản chính is told from its annex, whatever the order', async () => {
    const read = await reader.read([file('phu luc 1.docx', annex), file('bao-cao.docx', report)], noMail);
    expect(read).toMatchObject({ main: 1, isDocument: true, complaint: false, secrecyMark: null });
    expect(valuesOf(read.fields)).toMatchObject({ codeNumber: '187', codeNotation: 'BC-UBND', typeName: 'Báo cáo' });
    expect(read.files.map((f) => f.kind)).toEqual(['docx', 'docx']);
  });

  test('the signed or printed PDF goes before its editable copy', async () => {
    const pdf = await bytesOf('printed/bao-cao-gian-chu.pdf');
    expect((await reader.read([file('a.docx', report), file('a.pdf', pdf)], noMail)).main).toBe(1);
  });

  test('agreement of the mail raises confidence; another number in it changes nothing', async () => {
    const plain = await reader.read([file('a.docx', report)], noMail);
    const agreed = await reader.read([file('a.docx', report)], { ...noMail, text: 'UBND xã Tân Lập gửi Báo cáo số 187/BC-UBND.' });
    const other = await reader.read([file('a.docx', report)], { ...noMail, text: 'UBND xã Tân Lập gửi Báo cáo số 188/BC-UBND.' });
    expect(agreed.fields.codeNumber?.confidence).toBeGreaterThan(plain.fields.codeNumber?.confidence ?? 1);
    expect(other.fields.codeNumber).toEqual(plain.fields.codeNumber);
  });

  test('where the sheet has no number, mail and file name propose one that is not certain', async () => {
    const scan = await bytesOf('printed/cong-van-de-trong.pdf');
    const named = await reader.read([file('1234-SNV-CCVC_signed.pdf', scan)], noMail);
    expect(named.fields.codeNumber).toMatchObject({ value: '1234', source: 'file-name' });
    const told = await reader.read([file('a.pdf', scan)], {
      ...noMail,
      subject: 'Công văn số 1234/SNV-CCVC',
      text: 'Theo Công văn số 7/SNV-CCVC, gửi anh.',
    });
    expect(told.fields.codeNumber).toMatchObject({ value: '1234', source: 'subject' });
    for (const read of [named, told]) expect(read.fields.codeNumber?.confidence).toBeLessThan(certain);
    const contradicted = await reader.read([file('a.pdf', scan)], { ...noMail, subject: 'Công văn số 1234/UBND-NC' });
    expect(contradicted.fields.codeNumber).toBeNull();
  });

  test('what is a document', async () => {
    const thanks = { ...noMail, subject: 'Cảm ơn', text: 'Đã nhận công văn số 12/UBND-VX.' };
    expect((await reader.read([], thanks)).isDocument).toBe(false);
    expect((await reader.read([file('a.docx', note)], thanks)).isDocument).toBe(false);
    expect((await reader.read([file('logo.png', Buffer.from([0x89, 0x50, 0x4e, 0x47]))], noMail)).isDocument).toBe(false);
    expect((await reader.read([file('b.xlsx', sheet)], noMail)).isDocument).toBe(false);
    expect((await reader.read([file('b.xlsx', sheet)], { ...noMail, subject: 'Gửi Báo cáo số 187/BC-UBND' })).isDocument).toBe(true);
    const prose = makeDocx(
      'Kính gửi ông Giám đốc,',
      'Tôi đề nghị quý cơ quan xem xét việc cấp lại giấy khai sinh cho con tôi vì bản cũ đã mất trong đợt lũ tháng trước. '.repeat(4),
    );
    expect((await reader.read([file('thu.docx', prose)], noMail)).isDocument).toBe(true);
  });

  test.each([
    ['Đơn tố cáo ông A', 'thu.docx', true],
    ['Fwd: Đơn kiến nghị, phản ánh', 'thu.docx', true],
    ['Gửi hồ sơ', 'don-khieu-nai.docx', true],
    ['Báo cáo kết quả giải quyết đơn khiếu nại', 'bc.docx', false],
    ['Đơn vị tố cáo hết hạn báo cáo', 'bc.docx', false],
    ['Đơn xin nghỉ phép', 'don.docx', false],
  ])('complaint: %s, %s', async (subject, name, complaint) => {
    expect((await reader.read([file(name, note)], { ...noMail, subject })).complaint).toBe(complaint);
  });

  test('a complaint by the heading of its sheet', async () => {
    const don = makeDocx(
      'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM',
      'Độc lập - Tự do - Hạnh phúc',
      'ĐƠN TRANH CHẤP ĐẤT ĐAI',
      'Kính gửi: Ủy ban nhân dân xã',
      'Tôi tên là Nguyễn Văn A.',
    );
    expect(await reader.read([file('a.docx', don)], noMail)).toMatchObject({ complaint: true, isDocument: true });
  });
});

describe('limits', () => {
  test('a file that never ends gives nothing in time, is a document all the same, and the next is read', async () => {
    const quick = createDocumentReader({ deadlineMs: 1_500 });
    try {
      const started = performance.now();
      const read = await quick.read([file(`${'a'.repeat(100_000)}.pdf`, explodingPdf())], noMail);
      expect(performance.now() - started).toBeLessThan(6_000);
      expect(read).toMatchObject({ main: 0, isDocument: true, files: [{ kind: 'pdf', unreadable: 'deadline' }] });
    } finally {
      await quick.close();
    }
    expect((await reader.read([file('a.docx', report)], noMail)).fields.codeNumber?.value).toBe('187');
  });

  test('waiting for a free thread does not use up the time', async () => {
    const quick = createDocumentReader({ deadlineMs: 4_000 });
    try {
      await quick.read([file('a.docx', report)], noMail);
      const [slow, ...rest] = await Promise.all([
        quick.read([file('a.pdf', explodingPdf())], noMail),
        ...[1, 2].map(() => quick.read([file('a.docx', report)], noMail)),
      ]);
      expect(slow?.files[0]?.unreadable).toBe('deadline');
      for (const read of rest) expect(read.fields.codeNumber?.value).toBe('187');
    } finally {
      await quick.close();
    }
  });

  test('encrypted and broken files are documents without fields', async () => {
    const broken = await reader.read([file('a.docx', report.subarray(0, 300))], noMail);
    expect(broken).toMatchObject({ isDocument: true, files: [{ kind: 'docx', unreadable: 'broken' }] });
    expect(broken.fields.codeNumber).toBeNull();
  });
});
