import { describe, expect, test } from '@jest/globals';
import { PDFDocument } from 'pdf-lib';
import { deflateSync } from 'node:zlib';
import { readFields } from '../../agency/documents/read-fields.ts';
import { isComplaintHead, hintOfName, hintsOfMail } from '../../agency/documents/read-mail.ts';
import { documentText } from '../../agency/documents/document-text.ts';
import { bytesOf, textOf } from './fixture.ts';
import { makeDocx, makeZip, paragraph, wordParts } from './make-zip.ts';
import { loopingPdf, pdfOf } from './make-pdf.ts';

const dtd = '<!DOCTYPE w:document [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>';

describe('files made to do harm', () => {
  const big = Buffer.alloc(120 * 1024 * 1024);
  test.each([
    ['inflates to 120 MB', () => makeZip([...wordParts(paragraph('a')), { name: 'word/media/a.bmp', content: big }]), 'limits'],
    [
      '2,001 entries',
      () =>
        makeZip([...wordParts(paragraph('a')), ...Array.from({ length: 1998 }, (_, i) => ({ name: `x${i}`, content: Buffer.from('x') }))]),
      'limits',
    ],
    [
      'claims to be small',
      () =>
        makeZip(wordParts(paragraph('a'.repeat(9_000_000))).map((p) => (p.name === 'word/document.xml' ? { ...p, claimedSize: 100 } : p))),
      'broken',
    ],
    ['encrypted entries', () => makeZip(wordParts(paragraph('a')).map((p) => ({ ...p, encrypted: true }))), 'encrypted'],
    ['entities', () => makeZip(wordParts(paragraph('&b;'), dtd)), 'broken'],
    ['cut off', () => makeDocx('a', 'b').subarray(0, 300), 'broken'],
  ])('zip: %s', async (_what, make, unreadable) => {
    const text = await textOf(make(), 'a.docx');
    expect(text).toMatchObject({ unreadable, text: '', kind: 'docx' });
  });

  test('tables nested 3,000 deep give no stack overflow to the caller', async () => {
    const deep = `${'<w:tbl><w:tr><w:tc>'.repeat(3000)}${paragraph('x')}${'</w:tc></w:tr></w:tbl>'.repeat(3000)}`;
    expect((await textOf(makeZip(wordParts(deep)), 'a.docx')).kind).toBe('docx');
  });

  test.each([
    ['a page tree that holds itself', () => loopingPdf('pages')],
    ['a form that draws itself', () => loopingPdf('form')],
    ['noise behind the mark', () => Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(50_000, 'obj stream << /Kids ')])],
    ['nothing behind the mark', () => Buffer.from('%PDF-1.4')],
  ])('pdf: %s', async (_what, make) => {
    const started = performance.now();
    expect((await textOf(make(), 'a.pdf')).kind).toBe('pdf');
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  test('pdf: a stream that inflates to 200 MB', async () => {
    const content = deflateSync(Buffer.alloc(200 * 1024 * 1024, ' '));
    expect(await textOf(pdfOf(content, '/Filter /FlateDecode'), 'a.pdf')).toMatchObject({ kind: 'pdf', unreadable: 'limits' });
  });

  test('pdf: behind a password', async () => {
    expect(await textOf(pdfOf(Buffer.from(''), '', true), 'a.pdf')).toMatchObject({ kind: 'pdf', unreadable: 'encrypted' });
  });

  test('pdf without text is a scan', async () => {
    const document = await PDFDocument.create();
    document.addPage();
    expect(await textOf(await document.save(), 'a.pdf')).toMatchObject({ kind: 'pdf', pages: 1, scan: true, unreadable: null });
  });

  test.each(['a', ' ', '(', '1', 'Số: ', 'A', '- ', 'ngày ', '1/', 'Nơi nhận: '])('10^5 of %j are read in time', async (unit) => {
    const long = unit.repeat(100_000 / unit.length);
    const text = await textOf(
      Buffer.from(`${long}\nSố: 1/${long}\nBÁO CÁO ${long}\nNơi nhận:\n- ${long}\nGIÁM ĐỐC\n${long}`),
      'a.txt',
      'text/plain',
    );
    const started = performance.now();
    readFields(text);
    isComplaintHead(long);
    hintOfName(`${long}.docx`);
    hintsOfMail({ subject: long, text: long, from: '' });
    expect(performance.now() - started).toBeLessThan(1_500);
  });

  test('10^4 short lines are read in time', async () => {
    const text = await textOf(Buffer.from('Số: 12/TB-SNV trước ngày 01/01/2026 gửi báo cáo.\n'.repeat(10_000)), 'a.txt', 'text/plain');
    const started = performance.now();
    readFields(text);
    expect(performance.now() - started).toBeLessThan(1_500);
  });
});

describe('kinds by content', () => {
  test('a .doc may be a zip, a .docx an RTF, a .pdf a Word file', async () => {
    expect(await textOf(makeDocx('Xin chào'), 'a.doc')).toMatchObject({ kind: 'docx', text: 'Xin chào' });
    expect(
      await textOf(Buffer.from('{\\rtf1\\ansi\\uc1 {\\fonttbl{\\f0 Arial;}}S\\u7889?: 12/BC-X\\par B\\u193?O C\\u193?O\\par}'), 'a.docx'),
    ).toMatchObject({
      kind: 'doc',
      text: 'Số: 12/BC-X\nBÁO CÁO',
    });
    expect(await textOf(makeDocx('Xin chào'), 'a.pdf')).toMatchObject({ kind: 'docx' });
  });

  test('other archives and pictures hold no text', async () => {
    expect(await textOf(makeZip([{ name: 'xl/workbook.xml', content: Buffer.from('<a/>') }]), 'a.xlsx')).toMatchObject({
      kind: 'other',
      unreadable: null,
    });
    expect(await textOf(Buffer.from([0x89, 0x50, 0x4e, 0x47]), 'a.png')).toMatchObject({ kind: 'other', unreadable: null });
  });

  test('the first page alone is read quickly, and the same as in full', async () => {
    const decree = await bytesOf('nd30/30_2020_ND_CP.docx');
    const quick = await documentText({ name: 'a', mediaType: '', bytes: decree }, { pages: 1 });
    const full = await textOf(decree);
    expect(quick.firstPage).toBe(full.firstPage);
    expect(quick.firstPage).toContain('Số: 30/2020/NĐ-CP');
    expect(quick.text.length).toBeLessThan(full.text.length);
  });

  test('fonts of old encodings tell how to read a run', async () => {
    const run = (font: string, text: string): string =>
      `<w:p><w:r><w:rPr><w:rFonts w:ascii="${font}" w:hAnsi="${font}"/></w:rPr><w:t>${text}</w:t></w:r></w:p>`;
    const file = makeZip(wordParts(`${run('.VnTimeH', 'b¸o c¸o')}${run('.VnTime', 'Sè liÖu')}${run('Times New Roman', 'số liệu')}`));
    expect((await textOf(file)).text).toBe('BÁO CÁO\nSố liệu\nsố liệu');
  });

  test('combining marks become NFC; text of TCVN3 fonts becomes readable', async () => {
    expect((await textOf(makeDocx('Quyết định'.normalize('NFD')))).text).toBe('Quyết định');
    const garbled =
      'Céng hoµ x· héi chñ nghÜa ViÖt Nam. §éc lËp - Tù do - H¹nh phóc. KÝnh göi: Së Néi vô tØnh, ñy ban nh©n d©n x· b¸o c¸o nh­ sau.';
    expect((await textOf(makeDocx(garbled))).text).toBe(
      'Cộng hoà xã hội chủ nghĩa Việt Nam. Độc lập - Tự do - Hạnh phúc. Kính gửi: Sở Nội vụ tỉnh, ủy ban nhân dân xã báo cáo như sau.',
    );
  });
});
