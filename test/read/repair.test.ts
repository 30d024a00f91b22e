import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { readMessage } from '../../gateway/read/read-message.ts';
import { encodeWords } from '../../gateway/read/repair-header.ts';
import { repairMessage } from '../../gateway/read/repair-message.ts';
import { decodeTransfer, encodeTransfer } from '../../gateway/read/transfer-encoding.ts';
import { charsets, encodeLegacy } from '../vietnamese/encode-legacy.ts';

const letter =
  'Kính gửi các đồng chí, đề nghị nộp báo cáo tổng kết trước ngày mười lăm tháng mười hai. Trường hợp vướng mắc, liên hệ Văn phòng để được hướng dẫn.';
const tcvn3 = encodeLegacy(letter, 'tcvn3');

const repair = async (octets: Buffer, smtpUtf8 = false): Promise<Buffer | null> =>
  repairMessage(octets, await readMessage(octets, { smtpUtf8 }), { smtpUtf8 });
const join = (...pieces: readonly (string | Buffer)[]): Buffer => Buffer.concat(pieces.map((p) => Buffer.from(p as string)));

test('only the text, its charset and the legacy fields change', async () => {
  const file = `${'QUJD'.repeat(18)}\r\nQQ=\r\n`;
  const before = (type: string, text: Buffer | string, subject: Buffer | string): Buffer =>
    join(
      'Received:  from x\r\n\tby y\r\nSubject: ',
      subject,
      '\r\nX-Odd:\tfolded\r\n \t twice\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed;\r\n boundary=b\r\n\r\npre\r\n--b\r\nContent-type:  TEXT/plain;',
      type,
      '; format=flowed\r\nContent-Transfer-Encoding: 8bit\r\n\r\n',
      text,
      '\r\n--b\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n\r\n',
      file,
      '--b--\r\nepilogue',
    );
  const repaired = await repair(
    before('\r\n charset="iso-8859-1"', tcvn3, join('V/v ', encodeLegacy('báo cáo tổng kết', 'tcvn3'), ' 2026')),
  );
  expect(repaired?.toString()).toBe(before(' charset=utf-8', letter, `V/v ${encodeWords('báo cáo tổng kết')} 2026`).toString());
});

test.each(charsets)('%s in quoted-printable and base64 keeps its transfer encoding and is clean afterwards', async (charset) => {
  for (const encoding of ['quoted-printable', 'base64'] as const) {
    const octets = join(
      `Content-Type: text/plain\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n`,
      encodeTransfer(encodeLegacy(letter, charset), encoding),
      '\r\n',
    );
    const again = await readMessage((await repair(octets)) ?? Buffer.alloc(0));
    expect(again.message.text.trim()).toBe(letter);
    expect(again.message.legacy).toEqual([]);
    expect(again.parts[0]?.encoding).toBe(encoding);
  }
});

test('names in addresses are re-encoded, addresses stay', async () => {
  const name = encodeLegacy('Nguyễn Văn Trường', 'tcvn3');
  const repaired = await repair(
    join(
      'From: "',
      name,
      '" <a@vidu.gov.vn>, =?iso-8859-1?Q?',
      encodeTransfer(name, 'quoted-printable').toString().replaceAll(' ', '_'),
      '?= <b@vidu.gov.vn>\r\nContent-Type: text/plain\r\n\r\n',
      tcvn3,
    ),
  );
  const word = encodeWords('Nguyễn Văn Trường');
  expect(repaired?.toString().split('\r\nContent-Type')[0]).toBe(`From: ${word} <a@vidu.gov.vn>, ${word} <b@vidu.gov.vn>`);
});

describe('raw UTF-8 in the header', () => {
  const octets = join('Subject: Báo cáo "tuần" này\r\n\r\nx\r\n');
  test('is right with SMTPUTF8', async () => expect(await repair(octets, true)).toBeNull());
  test('becomes encoded words without', async () => {
    const repaired = await repair(octets);
    expect(repaired?.every((octet) => octet < 0x80)).toBe(true);
    expect((await readMessage(repaired ?? Buffer.alloc(0))).message.subject).toBe('Báo cáo "tuần" này');
  });
});

test('a page in an old font is readable in any font afterwards', async () => {
  const page = join('Content-Type: text/html\r\n\r\n<meta charset="x-user-defined"><font face=".VnTime">', tcvn3, '</font>\r\n');
  const repaired = (await repair(page))?.toString() ?? '';
  expect(repaired).toContain(`<meta charset="utf-8"><font face="Times New Roman">${letter}</font>`);
});

test('lines too long for 8bit leave as base64', async () => {
  const repaired = await repair(
    join('Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n', `${letter} `.repeat(20).normalize('NFD')),
  );
  expect(repaired?.toString()).toContain('Content-Transfer-Encoding: base64\r\n');
  expect((await readMessage(repaired ?? Buffer.alloc(0))).message.text).toBe(`${letter} `.repeat(20));
});

test('nothing to repair, or signed: null', async () => {
  expect(
    await repair(join('Content-Type: text/plain; charset=iso-8859-1\r\n\r\n', Buffer.from('déjà évoquée, voilà', 'latin1'))),
  ).toBeNull();
  expect(await repair(join('Content-Type: multipart/signed; boundary=b\r\n\r\n--b\r\n\r\n', tcvn3, '\r\n--b--'))).toBeNull();
});

test('transfer encodings return what was put in', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (given) => {
      const octets = Buffer.from(given);
      expect(decodeTransfer(encodeTransfer(octets, 'base64'), 'base64')).toEqual(octets);
      const text = Buffer.from(octets.toString('latin1').replace(/\r\n|[\r\n]/g, '\r\n'), 'latin1');
      expect(decodeTransfer(encodeTransfer(text, 'quoted-printable'), 'quoted-printable')).toEqual(text);
    }),
  );
  expect(decodeTransfer(Buffer.from('QUI=Qw==\r\nRA=='), 'base64').toString()).toBe('ABCD');
});
