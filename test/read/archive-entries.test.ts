import { expect, test } from '@jest/globals';
import { readMessage } from '../../gateway/read/read-message.ts';
import type { Part } from '../../mail/message.ts';
import { encodeLegacy } from '../vietnamese/encode-legacy.ts';

type ZipEntry = { readonly name: Buffer; readonly flags?: number; readonly inflated?: number };

/** A zip of empty stored entries; the directory may lie about sizes. */
function zip(entries: readonly ZipEntry[]): Buffer {
  const local: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const { name, flags = 0, inflated = 0 } of entries) {
    const head = Buffer.alloc(30);
    head.writeUInt32LE(0x04034b50, 0);
    head.writeUInt16LE(flags, 6);
    head.writeUInt16LE(name.length, 26);
    const directory = Buffer.alloc(46);
    directory.writeUInt32LE(0x02014b50, 0);
    directory.writeUInt16LE(flags, 8);
    directory.writeUInt16LE(inflated === 0 ? 0 : 8, 10);
    directory.writeUInt32LE(inflated, 24);
    directory.writeUInt16LE(name.length, 28);
    directory.writeUInt32LE(offset, 42);
    local.push(head, name);
    central.push(directory, name);
    offset += head.length + name.length;
  }
  const size = central.reduce((sum, piece) => sum + piece.length, 0);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...local, ...central, end]);
}

async function attached(content: Buffer): Promise<Part | undefined> {
  const head = 'Content-Type: application/octet-stream; name=a.zip\r\nContent-Transfer-Encoding: base64\r\n\r\n';
  return (await readMessage(Buffer.from(head + content.toString('base64')))).message.parts[0];
}

test('names come from the directory, cleaned, in the charset of whoever packed them', async () => {
  const part = await attached(
    zip([
      { name: Buffer.from('thư mục/') },
      { name: Buffer.from('thư mục/Báo cáo.doc'), flags: 0x800 },
      { name: encodeLegacy('Kế hoạch tháng mười.doc', 'tcvn3') },
      { name: Buffer.from('../../etc/x') },
    ]),
  );
  expect(part?.entries).toEqual(['Báo cáo.doc', 'Kế hoạch tháng mười.doc', 'x']);
  expect(part).toMatchObject({ unreadable: null, holdsMessage: false });
});

test('a message or an Outlook file in an archive is a message inside', async () => {
  expect((await attached(zip([{ name: Buffer.from('thu.msg') }])))?.holdsMessage).toBe(true);
});

test.each([
  ['with a password', zip([{ name: Buffer.from('a'), flags: 1 }]), 'encrypted'],
  ['cut short', zip([{ name: Buffer.from('abc') }]).subarray(0, 60), 'broken'],
  ['that announces a bomb', zip([{ name: Buffer.from('a'), inflated: 0xfff_ffff }]), 'limits'],
  ['of 3,000 entries', zip(Array.from({ length: 3000 }, (_, i) => ({ name: Buffer.from(`f${i}`) }))), 'limits'],
])('an archive %s', async (_, content, unreadable) => expect((await attached(content))?.unreadable).toBe(unreadable));
