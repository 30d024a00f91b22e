import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createProvenance } from '../store/provenance.ts';
import { judgeSettingsOf, loadAgency, type Agency } from './agency.ts';
import type { Io } from './commands/command.ts';
import type { JudgeContext } from './commands/judge.ts';
import { demoPeopleOnly } from './demo/demo.ts';
import { demoSettings } from './demo/settings.ts';
import { firstDayOf } from './first-day.ts';
import { createLog } from './log.ts';
import { loadSettings, type Loaded } from './settings.ts';
import { createStores, openStore, type Stores } from './stores.ts';

/** An installation as a command sees it: the same settings as the server's; without configuration the demonstration. */
export async function openContext(io: Io): Promise<{ readonly loaded: Loaded; readonly agency: Agency }> {
  const loaded = loadSettings(io.env, io.cwd, demoSettings);
  const people = loaded.kind === 'demo' ? await demoPeopleOnly() : null;
  const firstDay = existsSync(loaded.data) ? firstDayOf(loaded.data, new Date()) : '';
  return { loaded, agency: await loadAgency(loaded.settings, loaded.base, firstDay, people) };
}

/**
 * Runs with the stores of the installation: those of the server that runs on the data folder, else started for the command.
 * Where nothing was ever started an empty store in a temporary folder is used, so that asking leaves no trace.
 */
export async function withStores<T>(
  { loaded, agency }: { readonly loaded: Loaded; readonly agency: Agency },
  work: (stores: Stores) => Promise<T>,
): Promise<T> {
  const fresh = loaded.settings['mongodb-uri'] === '' && !existsSync(join(loaded.data, 'store.mdb'));
  const folder = fresh ? await mkdtemp(join(tmpdir(), 'vanthu-')) : loaded.data;
  const opened = await openStore(loaded.settings['mongodb-uri'], folder, createLog('silent'), { beside: true });
  try {
    return await work(await createStores(opened, agency.domain, { data: folder, keepMonths: loaded.settings['reminders.keep-months'] }));
  } finally {
    await opened.close();
    if (fresh) await rm(folder, { recursive: true, force: true });
  }
}

/** What `vanthu judge` needs. */
export async function judgeContext(io: Io): Promise<JudgeContext> {
  const { loaded, agency } = await openContext(io);
  return {
    reader: judgeSettingsOf(agency),
    directory: agency.directory,
    threads: loaded.settings.threads,
    deadlineMs: 10_000,
    async openProvenance() {
      const fresh = loaded.settings['mongodb-uri'] === '' && !existsSync(join(loaded.data, 'store.mdb'));
      const folder = fresh ? await mkdtemp(join(tmpdir(), 'vanthu-')) : loaded.data;
      const opened = await openStore(loaded.settings['mongodb-uri'], folder, createLog('silent'), { beside: true });
      return {
        provenance: await createProvenance(opened.connection, agency.domain),
        async close() {
          await opened.close();
          if (fresh) await rm(folder, { recursive: true, force: true });
        },
      };
    },
  };
}
