/** Stands between clients and a store, passes every byte on, and keeps what was asked. */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { storeUri } from '../../store/embedded/start.ts';
import type { Doc } from '../../store/embedded/values.ts';
import { Frames, parseFrame } from '../../store/embedded/wire.ts';
import type { Sequences } from './names-sent.ts';

export interface Asked {
  readonly db: string;
  readonly body: Doc;
  readonly sequences: Sequences;
}
export interface Recorder {
  /** For the driver, in place of the store's own. */
  readonly uri: string;
  readonly asked: readonly Asked[];
  close(): Promise<void>;
}

/** On the wire, not in the driver: its greetings and farewells are commands too. */
export async function startRecorder(store: string): Promise<Recorder> {
  const target = decodeURIComponent(/^mongodb:\/\/([^/]+)/.exec(store)?.[1] ?? '');
  const folder = mkdtempSync(join(tmpdir(), 'vanthu-wire-'));
  const path = join(folder, 'wire.sock');
  const asked: Asked[] = [];
  const open = new Set<Socket>();
  const server = createServer((client) => {
    const frames = new Frames();
    const behind = connect(target);
    for (const [socket, other] of [
      [client, behind],
      [behind, client],
    ] as const) {
      open.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        open.delete(socket);
        other.end();
      });
    }
    client.on('data', (chunk) => {
      for (const frame of frames.add(chunk)) asked.push(parseFrame(frame).message);
    });
    client.pipe(behind);
    behind.pipe(client);
  });
  server.listen(path);
  await once(server, 'listening');
  return {
    uri: storeUri(path),
    asked,
    async close() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
