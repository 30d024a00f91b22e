import { createDocuments } from '../../store/documents.ts';
import { connectStore } from '../../store/connect.ts';
import { rowOf } from './row.ts';

/** A node of its own: takes numbers from many clients at once, then says so. Arguments: address of the store, its name, how many clients, numbers each. */
const [uri = '', name = '', clients = '1', each = '1'] = process.argv.slice(2);
const connection = await connectStore(uri, 'numbers');
const documents = await createDocuments(connection, 'SNV', { random: Math.random });
process.send?.('ready');
await new Promise((resolve) => process.once('message', resolve));
const place = { book: 'den', series: '', year: 2026 } as const;
await Promise.all(
  Array.from({ length: Number(clients) }, async (_, client) => {
    for (let n = 0; n < Number(each); n += 1)
      await documents.add(place, [`${name}-${client}-${n}`, `shared-${client}-${n % 2 === 0 ? `${name}-${n}` : n}`], rowOf);
  }),
);
await connection.close();
process.exit(0);
