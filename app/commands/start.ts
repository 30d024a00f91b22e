import type { Logger } from 'pino';
import { judgeSettingsOf, loadAgency, type Agency } from '../agency.ts';
import { loadDemoPeople, playSamples, writeDemoFacts } from '../demo/demo.ts';
import { demoSettings } from '../demo/settings.ts';
import { welcome } from '../demo/tries.ts';
import { firstDayOf } from '../first-day.ts';
import { createLog } from '../log.ts';
import { startServer, type RunningServer } from '../server.ts';
import { loadSettings, type Loaded } from '../settings.ts';
import type { Command, Io } from './command.ts';

const stopMs = 9_500;

/** Resolves at the first SIGTERM or SIGINT. */
const signalled = (): { readonly done: Promise<string>; readonly abort: AbortController } => {
  const abort = new AbortController();
  const done = new Promise<string>((resolve) => {
    for (const name of ['SIGTERM', 'SIGINT'] as const) {
      process.once(name, () => {
        abort.abort();
        resolve(name);
      });
    }
  });
  return { done, abort };
};

async function introduce(server: RunningServer, loaded: Loaded, agency: Agency, io: Io, log: Logger): Promise<void> {
  if (loaded.kind === 'demo') {
    const people = writeDemoFacts(server, loaded.data, agency.data);
    await playSamples(server, loaded.data, agency.calendar, new Date(), log);
    io.stdout.write(welcome(server, loaded.data, people));
  }
  server.ready();
  io.stdout.write('Văn Thư sẵn sàng\n');
}

/** Nobody may be told that a year's holidays are right when nobody looked at them. */
function warnOfYears(agency: Agency, now: Date, io: Io): void {
  const year = now.getUTCFullYear();
  for (const y of [year, year + 1]) {
    if (!agency.calendar.editedYear(y) && (y === year || now.getUTCMonth() === 11))
      io.stderr.write(`Lịch năm ${y} chưa có ngày nghỉ bù, ngày làm bù (calendar.days-off, calendar.days-worked, calendar.years).\n`);
  }
}

/** Runs until SIGTERM. SIGHUP reads people, boundary and policy again; listeners, routes and hours need a new start. */
export const startCommand: Command = {
  name: 'start',
  summary: 'chạy máy chủ / run the server',
  usage: 'vanthu start',
  async run(_args, io) {
    const loaded = loadSettings(io.env, io.cwd, demoSettings);
    const now = new Date();
    const agencyOf = async ({ kind, settings, base, data }: Loaded): Promise<Agency> =>
      loadAgency(settings, base, firstDayOf(data, now), kind === 'demo' ? await loadDemoPeople(data) : null);
    let agency = await agencyOf(loaded);
    const log = createLog(loaded.settings['log-level']);
    warnOfYears(agency, now, io);
    const { done, abort } = signalled();
    const server = await startServer({ loaded, agency: () => agency, clock: () => new Date(), log, signal: abort.signal });
    process.on('SIGHUP', () => {
      const reload = async (): Promise<void> => {
        agency = await agencyOf(loadSettings(io.env, io.cwd, demoSettings));
        server.parts.reader.update(judgeSettingsOf(agency));
        log.info({ people: agency.directory.people.length }, 'people, boundary and policy were read again');
      };
      reload().catch((error: unknown) => log.error({ err: error }, 'the new configuration is not right; the old one stays'));
    });
    const introduced = introduce(server, loaded, agency, io, log);
    introduced.catch(() => abort.abort());
    await Promise.race([done, introduced.then(() => done)]);
    // What hangs must not keep a service manager waiting; the spool makes an abrupt end safe.
    setTimeout(() => process.exit(0), stopMs).unref();
    await server.stop();
    return 0;
  },
};
