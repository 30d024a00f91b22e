import { z } from 'zod';

const list = z.preprocess(
  (v) =>
    typeof v === 'string'
      ? v
          .split(',')
          .map((w) => w.trim().toLowerCase())
          .filter((w) => w !== '')
      : v,
  z.array(z.string()),
);

export const trustedEntry = z.strictObject({
  entry: z.string().toLowerCase(),
  unit: z.string(),
  reason: z.string(),
  until: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/)
    .nullable()
    .default(null),
});

export const peopleSettings = z.object({
  'agency.name': z.string().default('').describe("The agency's full name as it stands on documents, e.g. SỞ NỘI VỤ TỈNH VÍ DỤ."),
  'agency.parent': z.string().default('').describe('Cơ quan chủ quản trực tiếp, as printed on the cover of the books.'),
  'agency.code': z.string().default('').describe("The agency's abbreviation in ký hiệu, e.g. SNV."),
  'agency.domain': z.string().toLowerCase().default('').describe('Mail domain of the agency, e.g. sonoivu.vidu.gov.vn.'),
  'agency.support': z.string().default('').describe('Name and telephone at the end of every notice: «Hỗ trợ: …».'),
  'agency.salutation': z.enum(['đồng chí', 'ông/bà', 'anh/chị']).default('đồng chí').describe('How notices address people.'),
  'people.file': z
    .string()
    .default('people.yaml')
    .describe('YAML (people, units, mailboxes) or CSV (people) file, relative to vanthu.yaml.'),
  'people.imap': z
    .string()
    .default('')
    .describe("host:port of the agency's IMAP server that checks the passwords of people without a local one; nothing is stored."),
  'people.imap-tls': z
    .enum(['implicit', 'starttls', 'none'])
    .default('implicit')
    .describe('How that connection is encrypted; none only on loopback.'),
  'boundary.origin': list.default([]).describe('Domains whose mail is protected from forwarding (ĐB Điều 8); empty = the agency domain.'),
  'boundary.inside': list.default([]).describe("The agency's own domains or addresses; empty = the agency domain."),
  'boundary.trusted': z
    .array(trustedEntry)
    .default([])
    .describe('Domains and addresses outside that count as inside: entry, unit, reason, until (YYYY-MM-DD).'),
  'boundary.trusted-file': z.string().default('').describe('CSV with the same columns, relative to vanthu.yaml.'),
});
