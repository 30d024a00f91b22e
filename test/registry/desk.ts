import type { Connection } from 'mongoose';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Announcement, Blobs, Documents, Intake } from '../../agency/registry/ports.ts';
import type { Document } from '../../agency/registry/document.ts';
import type { IntakeItem } from '../../agency/registry/intake-item.ts';
import { createRegistry, type Registry, type RegistryOptions } from '../../agency/registry/register.ts';
import { createFileBlobs } from '../../store/blobs.ts';
import { createDocuments } from '../../store/documents.ts';
import { createIntake } from '../../store/intake.ts';
import { connectStore } from '../../store/connect.ts';
import { startEmbeddedStore } from '../../store/embedded/start.ts';
import { agency, announcementsTo, directory, examineLetter, isInside, readLetter, silent } from './world.ts';

/** A register over an empty database of a real store. */
export type Desk = {
  readonly documents: Documents;
  readonly intake: Intake;
  readonly blobs: Blobs;
  readonly told: Announcement[];
  readonly handed: { readonly subject: string; readonly to: readonly string[] }[];
  readonly registry: Registry;
  /** Another node on the same database. */
  readonly make: (more?: Partial<RegistryOptions>) => Registry;
  readonly rows: (book?: 'den' | 'don') => Promise<readonly Document[]>;
  readonly waiting: () => Promise<readonly IntakeItem[]>;
};

export type Desks = { fresh(): Promise<Desk>; stop(): Promise<void> };

export async function startDesks(): Promise<Desks> {
  const folder = await mkdtemp(join(tmpdir(), 'vanthu-register-'));
  const store = await startEmbeddedStore({ folder: join(folder, 'store') });
  let connection: Connection | null = null;
  let run = 0;

  return {
    async fresh() {
      await connection?.close();
      connection = await connectStore(store.uri, `register${(run += 1)}`);
      const documents = await createDocuments(connection, directory.agency, { random: () => 0.5 });
      const intake = await createIntake(connection, directory.agency);
      const blobs = createFileBlobs(join(folder, `blobs${run}`));
      const told: Announcement[] = [];
      const handed: { readonly subject: string; readonly to: readonly string[] }[] = [];
      const make = (more: Partial<RegistryOptions> = {}): Registry =>
        createRegistry({
          documents,
          intake,
          blobs,
          examine: examineLetter,
          read: readLetter,
          announcements: announcementsTo(told),
          directory: () => directory,
          isInside,
          agency,
          receipts: true,
          complaintsPerson: '',
          handOver: (item, _original, to) => Promise.resolve(void handed.push({ subject: item.subject, to })),
          clock: () => new Date('2026-11-20T02:30:00.000Z'),
          log: silent,
          ...more,
        });
      return {
        documents,
        intake,
        blobs,
        told,
        handed,
        registry: make(),
        make,
        rows: async (book = 'den') => (await documents.list({ book, limit: 200 })).items,
        waiting: async () => (await intake.list({ states: ['waiting'], limit: 200 })).items,
      };
    },
    async stop() {
      await connection?.close();
      await store.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
