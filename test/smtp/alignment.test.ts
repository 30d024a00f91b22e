import { describe, expect, test } from '@jest/globals';
import { readMessage } from '../../gateway/read/read-message.ts';
import { isAligned } from '../../gateway/smtp/alignment.ts';

const upstream = { authservId: 'mx.vidu.gov.vn', clients: ['10.0.0.1'] };
const aligned = (results: string, from: string): boolean =>
  isAligned(Buffer.from(`Authentication-Results: mx.vidu.gov.vn; ${results}\r\n${from}\r\nSubject: x\r\n`), '10.0.0.1', upstream);

test('SPF or DKIM of the From domain aligns, a neighbour’s does not', () => {
  expect(aligned('dkim=pass header.d=ngoai.example', 'From: A <a@ngoai.example>')).toBe(true);
  expect(aligned('dkim=pass header.d="ngoai.example"', 'From: a@ngoai.example')).toBe(true);
  expect(aligned('dkim=pass header.d=ngoai.example', 'From: "Nam, A; a@ngoai.example" <a@ngoai.example>')).toBe(true);
  expect(aligned('spf=pass (a comment; with more) smtp.mailfrom=b@mail.ngoai.example', 'From: a@ngoai.example')).toBe(true);
  expect(aligned('dkim=pass header.d=evil.example', 'From: a@vidu.gov.vn')).toBe(false);
  expect(aligned('dkim=fail header.d=vidu.gov.vn', 'From: a@vidu.gov.vn')).toBe(false);
});

describe('what a sender writes never turns into a result of the named server', () => {
  test.each([
    ['a quoted local part', 'spf=pass smtp.mailfrom="x; dkim=pass header.d=vidu.gov.vn"@evil.example'],
    ['a comment in a comment', 'spf=pass (evil.example: domain of (x) ; dkim=pass header.d=vidu.gov.vn) smtp.mailfrom=x@evil.example'],
    ['an escaped bracket in a comment', 'spf=pass (of x\\) ; dkim=pass header.d=vidu.gov.vn) smtp.mailfrom=x@evil.example'],
    ['a bracket in a quoted local part', 'spf=pass smtp.mailfrom="x) (; dkim=pass header.d=vidu.gov.vn"@evil.example'],
  ])('%s', (_, results) => {
    expect(aligned(results, 'From: a@vidu.gov.vn')).toBe(false);
  });
});

describe('the From whose domain is compared is the From that the rules see', () => {
  test.each([
    'From: maivt@vidu.gov.vn (x <a@evil.example>',
    'From: maivt@vidu.gov.vn, <@evil.example>',
    'From: <maivt@vidu.gov.vn> <a@evil.example>',
    'From: "maivt@vidu.gov.vn" a@evil.example, ',
    'From: maivt@vidu.gov.vn <>, <a@evil.example>',
    'From: maivt@vidu.gov.vn;<a@evil.example>',
    'From: a@evil.example,;maivt@vidu.gov.vn',
    'From: x:<maivt@vidu.gov.vn>;<a@evil.example>',
    'From: <a@evil.example>maivt@vidu.gov.vn',
    'From : maivt@vidu.gov.vn\r\nFrom: a@evil.example',
    'From: a@evil.example\r\nfrom\t: maivt@vidu.gov.vn',
  ])('%j', async (from) => {
    const raw = Buffer.from(
      `Authentication-Results: mx.vidu.gov.vn; dkim=pass header.d=evil.example\r\n${from}\r\nSubject: x\r\n\r\nx\r\n`,
    );
    const { message } = await readMessage(raw);
    const others = message.from.filter((m) => !m.address.endsWith('@evil.example'));
    if (isAligned(raw, '10.0.0.1', upstream)) expect(others).toEqual([]);
  });
});
