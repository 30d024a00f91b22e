import type { Readable } from 'node:stream';
import { replyOf } from '../../mail/reply.ts';
import type { Reply } from '../../mail/verdict.ts';
import { isAligned, type Upstream } from './alignment.ts';
import type { Reception } from './intake.ts';
import { sizeText } from './reply-text.ts';
import { completeHeader, headerEnd, headerLimit } from './submitted-header.ts';
import { WireScan } from './wire-scan.ts';

export type Receiving = {
  readonly reception: Reception;
  /** Octets as RFC 1870 counts them; exactly so many pass. */
  readonly limit: number;
  /** Submitted mail gets a missing Date and Message-ID and loses Bcc; null elsewhere. */
  readonly complete: { readonly date: string; readonly messageId: string } | null;
  readonly client: string;
  readonly upstream: Upstream;
  readonly failed: (error: unknown) => Reply;
  /** It had more octets than the limit. */
  readonly tooLarge: (octets: number) => void;
};

/**
 * Reads one message to its end, hands it on in pieces and resolves to the answer. Past the limit, or after the disk
 * failed, what comes is thrown away but read: the answer has to wait for the end of data. Rejects when the client goes.
 */
export async function receiveMessage(
  stream: Readable,
  { reception, limit, complete, client, upstream, failed, tooLarge }: Receiving,
): Promise<Reply> {
  const scan = new WireScan();
  let size = 0;
  let head: Buffer | null = Buffer.alloc(0);
  let aligned = false;
  let refusal: Reply | null = null;

  const put = async (chunk: Buffer): Promise<void> => {
    if (refusal !== null || chunk.length === 0) return;
    try {
      await reception.write(chunk);
    } catch (error) {
      refusal = failed(error);
      await reception.abort();
    }
  };
  const putHead = async (bytes: Buffer, end: number): Promise<void> => {
    head = null;
    const header = bytes.subarray(0, end);
    aligned = isAligned(header, client, upstream);
    if (complete === null) return put(bytes);
    const completed = completeHeader(header, complete);
    await put(completed === header ? bytes : Buffer.concat([completed, bytes.subarray(end)]));
  };

  try {
    for await (const piece of stream) {
      const chunk = piece as Buffer;
      size += chunk.length;
      if (refusal !== null) continue;
      scan.see(chunk);
      if (size > limit) {
        refusal = replyOf('size.over-limit');
        await reception.abort();
        continue;
      }
      if (head === null) {
        await put(chunk);
        continue;
      }
      head = head.length === 0 ? chunk : Buffer.concat([head, chunk]);
      const end = headerEnd(head);
      if (end >= 0) await putHead(head, end);
      else if (head.length > headerLimit) {
        const bytes = head;
        head = null;
        await put(bytes);
      }
    }
  } catch (error) {
    await reception.abort();
    throw error;
  }
  if (head !== null && refusal === null) {
    const all: Buffer = head;
    // a message without a body: its header ends where it ends
    if (complete === null || all.subarray(-2).toString('latin1') === '\r\n' || all.length === 0) await putHead(all, all.length);
    else await put(all);
  }
  if (size > limit) {
    tooLarge(size);
    return replyOf('size.over-limit', `${sizeText(size, limit)} Mã: ${reception.id}`);
  }
  if (refusal !== null) return refusal;
  return reception.finish({ ...scan.flags, aligned });
}
