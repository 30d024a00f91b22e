import { createHash } from 'node:crypto';
import { mkdirSync, realpathSync } from 'node:fs';
import { createServer } from 'node:net';

/** Another server runs on this data folder. */
export class DataInUse extends Error {}

/**
 * One server a data folder: an abstract socket named after the folder, which the kernel frees on kill -9.
 * Rejects with {@link DataInUse} while another process holds it.
 */
export async function lockData(data: string): Promise<() => void> {
  mkdirSync(data, { recursive: true, mode: 0o700 });
  const name = createHash('sha256').update(realpathSync(data)).digest('hex').slice(0, 40);
  const lock = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve, reject) => {
    lock.once('error', () =>
      reject(new DataInUse(`${data}: đã có một máy chủ đang chạy trên thư mục này / a server runs on this folder already`)),
    );
    lock.listen(`\0vanthu-data-${name}`, resolve);
  });
  lock.unref();
  return () => lock.close();
}
