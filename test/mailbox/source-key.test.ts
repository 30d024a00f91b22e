import { describe, expect, test } from '@jest/globals';
import { contentKey, rawFields, sourceKeys } from '../../gateway/mailbox/source-key.ts';

const mail = (header: readonly string[], body: string): Buffer => Buffer.from([...header, '', body].join('\r\n'), 'latin1');
const header = [
  'From: Xã Tân Lập <vp@tanlap.example>',
  'To: vanthu@vidu.gov.vn',
  'Date: Fri, 20 Nov 2026 09:00:00 +0700',
  'Subject: =?utf-8?B?QsOhbw==?=\r\n =?utf-8?B?IGPDoW8=?=',
  'Message-ID: <1@tanlap.example>',
];
const base = mail(header, 'Kính gửi\r\nhai\r\n');

describe('the content key is the same', () => {
  const same: readonly (readonly [string, Buffer])[] = [
    [
      'with trace fields above',
      mail(['Received: from x', 'X-Vanthu-Id: a; b; c', 'Return-Path: <vp@tanlap.example>', ...header], 'Kính gửi\r\nhai\r\n'),
    ],
    ['with another order of fields', mail(header.toReversed(), 'Kính gửi\r\nhai\r\n')],
    ['with Unix line ends', Buffer.from(base.toString('latin1').replaceAll('\r\n', '\n'), 'latin1')],
    ['with mixed line ends', Buffer.from(base.toString('latin1').replace('\r\n', '\n'), 'latin1')],
    ['with another case of field names', Buffer.from(base.toString('latin1').replace('Subject:', 'SUBJECT:'), 'latin1')],
    ['with empty lines added or lost at the end', mail(header, 'Kính gửi\r\nhai\r\n\r\n\r\n')],
    ['without the last line end', mail(header, 'Kính gửi\r\nhai')],
  ];
  test.each(same)('%s', (_name, bytes) => expect(contentKey(bytes)).toBe(contentKey(base)));
});

describe('the content key differs', () => {
  const other: readonly (readonly [string, Buffer])[] = [
    ['by one letter of the body', mail(header, 'Kính gửi\r\nhaj\r\n')],
    [
      'by the subject',
      mail(
        header.map((l) => l.replace('Bw==', 'Cw==')).map((l) => l.replace('QsOh', 'QsOi')),
        'Kính gửi\r\nhai\r\n',
      ),
    ],
    [
      'by the date, with the Message-ID used again',
      mail(
        header.map((l) => l.replace('09:00', '09:01')),
        'Kính gửi\r\nhai\r\n',
      ),
    ],
    ['by a second From', mail([...header, 'From: x@y.example'], 'Kính gửi\r\nhai\r\n')],
    [
      'by folding, which stands as it stands',
      mail(
        header.map((l) => l.replace('\r\n =', ' =')),
        'Kính gửi\r\nhai\r\n',
      ),
    ],
  ];
  test.each(other)('%s', (_name, bytes) => expect(contentKey(bytes)).not.toBe(contentKey(base)));
});

test('header and body do not run into each other', () => {
  expect(contentKey(mail(['Subject: a'], 'b'))).not.toBe(contentKey(mail(['Subject: ab'], '')));
  expect(contentKey(Buffer.from('\r\nbody'))).toMatch(/^sha256:[0-9a-f]{64}$/);
  expect(contentKey(Buffer.alloc(0))).toMatch(/^sha256:/);
});

test('fields keep their folding and octets; a bare CR ends nothing', () => {
  expect(rawFields(Buffer.from('A: one\r\n\ttwo\nB:\rx\nC\n\nD: no'))).toEqual([
    { name: 'a', value: ' one\r\n\ttwo' },
    { name: 'b', value: '\rx' },
  ]);
});

test('both keys where the id was checked', () => {
  expect(sourceKeys(base, '20261120-a1')).toEqual(['id:20261120-a1', contentKey(base)]);
  expect(sourceKeys(base, null)).toEqual([contentKey(base)]);
});
