/** A process that starts the store of a folder and says so; the test kills it. */
import { startEmbeddedStore } from '../../store/embedded/start.ts';

const store = await startEmbeddedStore({ folder: process.argv[2] ?? '' });
process.send?.(store.uri);
