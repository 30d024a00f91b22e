import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { folderNameOf } from '../../gateway/relay/maildir-hop.ts';
import { loadTraceKeys } from '../../gateway/relay/trace-keys.ts';
import { checkTrace, traceId, type Marked } from '../../gateway/relay/trace.ts';

const marked: Marked = { messageId: '<1@x>', date: '2026-11-23T01:00:00Z', content: 'abc' };
const id = 'n1-0mwq89jqi-e141023a08d8c5380a0f';

test('keys are made once, private, and old ones still check', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'vanthu-keys-'));
  try {
    const keys = await loadTraceKeys('', join(folder, 'secrets'));
    expect(await loadTraceKeys('', join(folder, 'secrets'))).toEqual(keys);
    expect((await stat(join(folder, 'secrets', 'trace-keys'))).mode & 0o777).toBe(0o600);
    const value = traceId(keys, id, marked);
    const newer = await loadTraceKeys(`new:${'A'.repeat(43)},${keys[0].id}:${keys[0].secret.toString('base64url')}`, folder);
    expect(checkTrace(newer, ` ${value.replaceAll('; ', ';\r\n\t')}`, marked)).toEqual({ id, same: true });
    expect(traceId(newer, id, marked)).toContain('; new; ');
    await expect(loadTraceKeys('short:AAAA', folder)).rejects.toThrow('id:base64url');
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('another message, id, key or no trace at all is not the same', async () => {
  const keys = await loadTraceKeys(`k1:${'B'.repeat(43)}`, '/nowhere');
  const value = traceId(keys, id, marked);
  for (const changed of [{ messageId: '<2@x>' }, { date: null }, { content: 'abd' }])
    expect(checkTrace(keys, value, { ...marked, ...changed })).toEqual({ id, same: false });
  expect(checkTrace(keys, value.replace('e141', 'e142'), marked)?.same).toBe(false);
  expect(checkTrace(keys, value.replace('; k1;', '; k2;'), marked)).toBeNull();
  expect(checkTrace(keys, 'nonsense', marked)).toBeNull();
});

test.each([
  ['Huydq@vidu.gov.vn', 'huydq@vidu.gov.vn'],
  ['../../etc/passwd@x', '=2e=2e=2f..=2fetc=2fpasswd@x'],
  ['..', '=2e=2e'],
  ['a/b\\c\0d@x', 'a=2fb=5cc=00d@x'],
  ['đỗ@x', '=c4=91=e1=bb=97@x'],
])('the folder of %j is %s', (address, folder) => {
  expect(folderNameOf(address)).toBe(folder);
});
