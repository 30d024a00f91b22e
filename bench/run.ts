/** `npm run bench [-- smtp|store|all] [--short] [--rounds=N] [--only=4]`: figures as ratios to a reference of the same run. */
import { benchSmtp } from './smtp.ts';
import { benchStore } from './store.ts';

const args = process.argv.slice(2);
const option = (name: string): string | undefined => args.find((a) => a.startsWith(`--${name}=`))?.slice(name.length + 3);
const what = args.find((a) => !a.startsWith('--')) ?? 'smtp';
const short = args.includes('--short');
if (!['smtp', 'store', 'all'].includes(what)) {
  process.stderr.write('npm run bench [-- smtp|store|all] [--short] [--rounds=N] [--only=LOAD]\n');
  process.exit(2);
}
if (what !== 'store') {
  const only = option('only');
  const nodeOptions = option('node')?.split(',') ?? [];
  await benchSmtp({ short, rounds: Number(option('rounds') ?? 1), nodeOptions, ...(only === undefined ? {} : { only }) });
}
if (what !== 'smtp') {
  for (const f of await benchStore(short ? { duration: 300, documents: 10_000 } : {}))
    process.stdout.write(
      `${f.name}: ${f.perSecond.toFixed(0)}/s, ${f.ratio.toPrecision(2)} of ${f.reference} (${f.referencePerSecond.toFixed(0)}/s)\n`,
    );
}
