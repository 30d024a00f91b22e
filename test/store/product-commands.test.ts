import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { LargeStore, shapeOf, wantedBy } from './examined.ts';
import { listed, namesOf } from './names-sent.ts';
import { playProduct, type Played } from './product.ts';

let played: Played;
let sent: ReadonlySet<string>;
beforeAll(async () => {
  played = await playProduct();
  await played.end();
  sent = new Set(played.asked.flatMap(({ body, sequences }) => [...namesOf(body, sequences)]));
}, 240_000);
afterAll(() => played?.clean());

const product = [...listed()].flatMap(([name, sender]) => (sender === 'product' ? [name] : []));

test('the product sends nothing but what the allow-list says of it', () => {
  expect([...sent].filter((name) => !product.includes(name)).toSorted()).toEqual([]);
});

test('the allow-list says nothing of the product that it does not send', () => {
  expect(product.filter((name) => !sent.has(name)).toSorted()).toEqual([]);
});

/** Read more than they find, for a reason. */
const scanning = [
  // Words anywhere in the text of a book: no index has them.
  'searchText: {$regex}',
  // Urgent documents that nobody has finished are few: they are found by state, then sorted.
  'state: {$in: []}, urgent} by year, number, series',
  // What agenda asks of its handful of jobs.
  'find jobs {}',
];

test('no question of the product makes the store read a large collection', async () => {
  const store = new LargeStore(played.file);
  await store.grow(1_500);
  const wanted = new Map(played.asked.flatMap(wantedBy).map((w) => [shapeOf(w), w]));
  expect(wanted.size).toBeGreaterThan(70);
  const slow: string[] = [];
  for (const [shape, w] of wanted) {
    const { examined, found } = store.ask(w) ?? { examined: 0, found: 0 };
    if (examined > 2 * found + 100 && !scanning.some((known) => shape.includes(known))) slow.push(`${shape}: ${examined} for ${found}`);
  }
  await store.close();
  expect(slow).toEqual([]);
}, 60_000);
