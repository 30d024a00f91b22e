import type { MailFile } from '../../mail/office-mail.ts';
import type { DocumentReader } from '../documents/create-document-reader.ts';
import type { ReadDocuments } from './ports.ts';

/** Pictures that stand in letters: logos, signatures. A picture of paper is larger. */
const isOrnament = (file: MailFile): boolean => file.mediaType.startsWith('image/') && file.bytes.length < 60_000;

/** The register's view of the reader of documents: which files belong to the document, by their path in the mail. */
export const readWith =
  (reader: DocumentReader): ReadDocuments =>
  async (files, message) => {
    const papers = files.filter((file) => !isOrnament(file) && file.mediaType !== 'text/calendar');
    const read = await reader.read(
      papers.map(({ name, mediaType, bytes }) => ({ name, mediaType, bytes })),
      { subject: message.subject, text: message.text, from: message.from[0]?.address ?? '' },
    );
    return {
      main: read.main === null ? null : (papers[read.main]?.path ?? null),
      fields: read.fields,
      files: papers.map((file) => file.path),
      isDocument: read.isDocument && papers.length > 0,
      complaint: read.complaint,
      secrecyMark: read.secrecyMark !== null,
    };
  };
