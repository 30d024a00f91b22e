import { Piscina } from 'piscina';
import { fileURLToPath } from 'node:url';

type PoolOptions = {
  readonly threads: number;
  /** Cap on the worker's heap, MiB; buffers are bounded by input limits. */
  readonly heapMb: number;
  /** Given to the module as `workerData.data`. */
  readonly data?: unknown;
};

/**
 * Starts worker threads for a module that exports `task`. Built code runs as it is; TypeScript source (tests) through a
 * bootstrap that registers a loader, since a Worker can't run .ts by itself on Node 20.
 */
export function startPool(module: URL, options: PoolOptions): Piscina {
  const source = module.pathname.endsWith('.ts');
  return new Piscina({
    filename: source ? fileURLToPath(new URL('./boot.mjs', import.meta.url)) : fileURLToPath(module),
    name: 'task',
    minThreads: options.threads,
    maxThreads: options.threads,
    workerData: { url: module.href, data: options.data },
    resourceLimits: { maxOldGenerationSizeMb: options.heapMb },
  });
}

/** Options for `fork` of a module that may be TypeScript source. */
export const forkArguments = (module: URL): readonly string[] => (module.pathname.endsWith('.ts') ? ['--import', 'tsx'] : []);
