type Obj = { readonly dictionary: string; readonly stream?: Buffer };

/** Writes objects 1 … n with a cross-reference table; object 1 is the catalog. */
function write(objects: readonly Obj[], trailer = ''): Buffer {
  const chunks: Buffer[] = [Buffer.from('%PDF-1.7\n')];
  const offsets: number[] = [];
  let at = chunks[0]?.length ?? 0;
  for (const [index, { dictionary, stream }] of objects.entries()) {
    offsets.push(at);
    const length = stream === undefined ? '' : ` /Length ${stream.length}`;
    const head = `${index + 1} 0 obj\n<< ${dictionary}${length} >>\n`;
    const body = stream === undefined ? [] : [Buffer.from('stream\n'), stream, Buffer.from('\nendstream\n')];
    const object = Buffer.concat([Buffer.from(head), ...body, Buffer.from('endobj\n')]);
    chunks.push(object);
    at += object.length;
  }
  const rows = offsets.map((o) => `${String(o).padStart(10, '0')} 00000 n \n`).join('');
  const size = objects.length + 1;
  chunks.push(
    Buffer.from(
      `xref\n0 ${size}\n0000000000 65535 f \n${rows}trailer\n<< /Size ${size} /Root 1 0 R ${trailer} >>\nstartxref\n${at}\n%%EOF\n`,
    ),
  );
  return Buffer.concat(chunks);
}

/** One page with the given content stream; `locked`: the standard security handler with a password nobody knows. */
export function pdfOf(content: Buffer, filter = '', locked = false): Buffer {
  const secret = '41'.repeat(32);
  return write(
    [
      { dictionary: '/Type /Catalog /Pages 2 0 R' },
      { dictionary: '/Type /Pages /Kids [3 0 R] /Count 1' },
      { dictionary: '/Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << >>' },
      { dictionary: filter, stream: content },
    ],
    locked ? `/Encrypt << /Filter /Standard /V 1 /R 2 /O <${secret}> /U <${secret}> /P -4 >> /ID [<41> <41>]` : '',
  );
}

export function loopingPdf(what: 'pages' | 'form'): Buffer {
  if (what === 'pages')
    return write([{ dictionary: '/Type /Catalog /Pages 2 0 R' }, { dictionary: '/Type /Pages /Kids [2 0 R 2 0 R] /Count 1000' }]);
  return write([
    { dictionary: '/Type /Catalog /Pages 2 0 R' },
    { dictionary: '/Type /Pages /Kids [3 0 R] /Count 1' },
    { dictionary: '/Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /XObject << /Fm 5 0 R >> >>' },
    { dictionary: '', stream: Buffer.from('/Fm Do') },
    {
      dictionary: '/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /Fm 5 0 R >> >>',
      stream: Buffer.from('/Fm Do /Fm Do'),
    },
  ]);
}

/** Forty forms, each drawing the next twice: 2^40 steps for a reader that follows. */
export function explodingPdf(): Buffer {
  const levels = 40;
  const forms = Array.from({ length: levels }, (_, i) => ({
    dictionary: `/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /Fm ${i + 1 < levels ? i + 6 : 5 + levels} 0 R >> >>`,
    stream: Buffer.from('/Fm Do /Fm Do'),
  }));
  return write([
    { dictionary: '/Type /Catalog /Pages 2 0 R' },
    { dictionary: '/Type /Pages /Kids [3 0 R] /Count 1' },
    { dictionary: '/Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /XObject << /Fm 5 0 R >> >>' },
    { dictionary: '', stream: Buffer.from('/Fm Do') },
    ...forms,
    {
      dictionary:
        '/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>',
      stream: Buffer.from('BT /F1 9 Tf (x) Tj ET'),
    },
  ]);
}
