import { readDocument, type ReadDocument } from './read-document.ts';
import type { DocumentFile } from './document-text.ts';
import type { Mail } from './read-mail.ts';

export type DocumentTask = { readonly files: readonly DocumentFile[]; readonly mail: Mail };

/** Entry of the worker thread. */
export const task = ({ files, mail }: DocumentTask): Promise<ReadDocument> => readDocument(files, mail);
