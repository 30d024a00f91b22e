import { MongoBackend } from '@agendajs/mongo-backend';
import type { Connection } from 'mongoose';

/** Where agenda keeps when to wake what: the same database as everything else. */
export function createJobBackend({ db }: Connection): MongoBackend {
  if (db === undefined) throw new Error('the database is not connected');
  return new MongoBackend({ mongo: db, collection: 'jobs' });
}
