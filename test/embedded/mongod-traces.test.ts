import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { MongoClient, type Document } from 'mongodb';
import { LEFT_OUT } from '../../store/embedded/allow-list.ts';
import { startTemporaryStore, type TemporaryStore } from './embedded-store.ts';
import { leftOutKind, type LeftOutKind } from './left-out.ts';
import { converse, readTraces, text, type TraceCase } from './mongod-traces.ts';

/** A server given here is held against the whole record; the embedded store against what it serves. */
const REAL = process.env['VANTHU_MONGODB_URI'];
const LANES = 12;
const changesDocuments = (cmd: Document): boolean =>
  ['insert', 'update', 'delete', 'findAndModify'].some((w) => w in cmd) || cmd['create'] === 'c';

let store: TemporaryStore | undefined;
let client: MongoClient;
beforeAll(async () => {
  if (REAL === undefined) store = await startTemporaryStore();
  client = await MongoClient.connect(REAL ?? store?.uri ?? '', { promoteValues: false, promoteLongs: false });
});
afterAll(async () => {
  await client.close();
  await store?.stop();
});

interface Outcome {
  readonly differences: string[];
  compared: number;
  /** Operations outside of the scope, by kind: how many answers were as mongod's all the same. */
  readonly leftOut: Map<LeftOutKind, { ops: number; same: number }>;
}

async function replay(trace: TraceCase, database: string, outcome: Outcome): Promise<void> {
  const { replies, final } = await converse(client, database, trace);
  for (const [i, op] of trace.ops.entries()) {
    const wanted = op.reply;
    const same = text(wanted) === replies[i];
    const kind = REAL === undefined ? leftOutKind(op.cmd, Number(wanted['ok']) === 1) : undefined;
    if (kind !== undefined) {
      const seen = outcome.leftOut.get(kind) ?? { ops: 0, same: 0 };
      outcome.leftOut.set(kind, { ops: seen.ops + 1, same: seen.same + (same ? 1 : 0) });
      // From a write we don't know, the conversations take different ways.
      if (Number(wanted['ok']) === 1 && changesDocuments(op.cmd)) return;
      continue;
    }
    outcome.compared++;
    if (!same) outcome.differences.push(`${trace.name}, ${i}: ${text(op.cmd)}\n  mongod: ${text(wanted)}\n  here:   ${replies[i]}`);
  }
  if (trace.final !== undefined && text(trace.final) !== final)
    outcome.differences.push(`${trace.name}: documents\n  mongod: ${text(trace.final)}\n  here:   ${final}`);
}

async function replayAll(file: string): Promise<Outcome> {
  const outcome: Outcome = { differences: [], compared: 0, leftOut: new Map() };
  const traces = readTraces(file);
  // Side by side on databases of their own: the waiting is for the disk.
  const lane = async (n: number): Promise<void> => {
    for (let i = n; i < traces.length; i += LANES) {
      const trace = traces[i];
      if (trace !== undefined) await replay(trace, `trace${n}`, outcome);
    }
  };
  await Promise.all(Array.from({ length: LANES }, (_, n) => lane(n)));
  return outcome;
}

describe('answers as mongod 4.4.6 did', () => {
  test('in the written conversations, but for the kinds left out with a reason', async () => {
    const { differences, compared, leftOut } = await replayAll('written.ndjson.gz');
    expect(differences.slice(0, 3)).toEqual([]);
    expect(compared).toBeGreaterThan(950);
    if (REAL !== undefined) return;
    expect([...leftOut.keys()].toSorted()).toEqual(Object.keys(LEFT_OUT).toSorted());
    // What is answered as mongod does is in scope.
    expect([...leftOut].filter(([, { same }]) => same > 0)).toEqual([]);
  });

  test('in 250 random conversations, all of them', async () => {
    const { differences, compared, leftOut } = await replayAll('random.ndjson.gz');
    expect(differences.slice(0, 3)).toEqual([]);
    expect(compared).toBe(4371);
    expect(leftOut.size).toBe(0);
  });
});
