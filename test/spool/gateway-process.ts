import { startWorld } from '../smtp/gateway-under-test.ts';

/** A gateway in a process of its own, so that it can be killed. Tells its relay port once it listens. */
const [folder = '', nextHop = ''] = process.argv.slice(2);
const world = await startWorld({
  folder,
  smtp: { submission: 'off', submissions: 'off', inbound: 'off' },
  relay: { routes: { '*': nextHop }, 'queue.first-retry': 0.05, 'queue.longest-retry': 0.2 },
  steps: [{ name: 'index', run: async () => new Promise((resolve) => setTimeout(resolve, 3)) }],
});
process.send?.({ port: world.port('relay') });
process.on('disconnect', () => process.exit());
