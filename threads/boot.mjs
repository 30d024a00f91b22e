/** Entry of a worker thread whose code is TypeScript source (tests, `npm run dev`): teaches the thread to read it. */
import { workerData } from 'piscina';
import { register } from 'tsx/esm/api';

register();
export const { task } = await import(workerData.url);
