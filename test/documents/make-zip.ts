import { crc32, deflateRawSync } from 'node:zlib';

export type ZipPart = { readonly name: string; readonly content: Buffer; readonly encrypted?: boolean; readonly claimedSize?: number };

/** A zip file as Office programs write it; `claimedSize` lies about the inflated size. */
export function makeZip(parts: readonly ZipPart[]): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content, encrypted = false, claimedSize = content.length } of parts) {
    const data = deflateRawSync(content);
    const label = Buffer.from(name);
    const fixed = Buffer.alloc(26);
    fixed.writeUInt16LE(20, 0);
    fixed.writeUInt16LE(encrypted ? 1 : 0, 2);
    fixed.writeUInt16LE(8, 4);
    fixed.writeUInt32LE(crc32(content), 10);
    fixed.writeUInt32LE(data.length, 14);
    fixed.writeUInt32LE(claimedSize, 18);
    fixed.writeUInt16LE(label.length, 22);
    locals.push(Buffer.from('PK\u0003\u0004', 'latin1'), fixed, label, data);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    directory.push(Buffer.from('PK\u0001\u0002\u0014\u0000', 'latin1'), fixed, tail, label);
    offset += 30 + label.length + data.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\u0005\u0006', 0, 'latin1');
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, central, end]);
}

const types = `<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`;
const relations = `<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`;

export const wordParts = (body: string, prolog = ''): readonly ZipPart[] => [
  { name: '[Content_Types].xml', content: Buffer.from(types) },
  { name: '_rels/.rels', content: Buffer.from(relations) },
  {
    name: 'word/document.xml',
    content: Buffer.from(
      `<?xml version="1.0" encoding="UTF-8"?>${prolog}<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>${body}</w:body></w:document>`,
    ),
  },
];

export const paragraph = (text: string): string => `<w:p><w:r><w:t xml:space="preserve">${text}</w:t></w:r></w:p>`;

/** A small Word file, one paragraph a line. */
export const makeDocx = (...lines: readonly string[]): Buffer => makeZip(wordParts(lines.map(paragraph).join('')));
