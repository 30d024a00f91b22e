import { Schema, type Connection } from 'mongoose';
import type { Candidate } from './provenance-known.ts';

/** One message that passed. `_id` is the entry's id. */
export type PassedRow = Omit<Candidate, 'id' | 'passedAt' | 'shingles'> & {
  readonly _id: string;
  /** Joined: nobody seeks a single one here, and one string is read many times faster than hundreds. */
  readonly shingles: string;
  readonly agency: string;
  readonly passedAt: Date;
  /** Few shingles by which it is found; the share is computed from all. */
  readonly anchors: readonly string[];
  readonly account: string | null;
};
/** How many messages have an anchor. */
export type AnchorRow = { readonly _id: string; readonly agency: string; readonly n: number };
/** An account wrote to an outside address for the first time. */
export type ContactRow = { readonly _id: string; readonly agency: string; readonly account: string; readonly firstAt: Date };

/** The collections of what passed, with their indexes. */
export const models = (connection: Connection) => ({
  passed: connection.model<PassedRow>(
    'passed',
    new Schema<PassedRow>(
      {
        _id: String,
        agency: { type: String, required: true },
        passedAt: { type: Date, required: true },
        messageId: { type: String, default: null },
        references: [String],
        attachments: [{ _id: false, sha256: String, name: String }],
        shingles: String,
        anchors: [String],
        shingleCount: Number,
        subject: String,
        date: String,
        author: String,
        authorName: String,
        origin: String,
        issued: Boolean,
        official: Boolean,
        participants: [String],
        entitled: [String],
        consentGiven: Boolean,
        excerpt: String,
        account: { type: String, default: null },
      },
      { versionKey: false, collection: 'passed' },
    )
      .index({ agency: 1, messageId: 1 })
      .index({ agency: 1, references: 1 })
      .index({ agency: 1, 'attachments.sha256': 1, passedAt: 1 })
      .index({ agency: 1, anchors: 1 })
      .index({ agency: 1, account: 1, passedAt: 1 }),
  ),
  anchors: connection.model<AnchorRow>(
    'anchors',
    new Schema<AnchorRow>({ _id: String, agency: String, n: Number }, { versionKey: false, collection: 'anchors' }).index({
      agency: 1,
      n: 1,
    }),
  ),
  contacts: connection.model<ContactRow>(
    'contacts',
    new Schema<ContactRow>(
      { _id: String, agency: String, account: String, firstAt: Date },
      { versionKey: false, collection: 'contacts' },
    ).index({
      agency: 1,
      account: 1,
      firstAt: 1,
    }),
  ),
});
