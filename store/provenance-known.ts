import type { IndexRecord, Keys, KnownMessage } from '../mail/facts.ts';
import { containment, sampleLevel } from '../gateway/read/shingles.ts';

/** A stored message that may have something to do with the one being judged. */
export type Candidate = Pick<
  IndexRecord,
  'messageId' | 'references' | 'attachments' | 'shingles' | 'shingleCount' | 'subject' | 'consentGiven' | 'excerpt' | 'participants'
> & {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly passedAt: number;
  readonly date: string;
  readonly author: string;
  readonly authorName: string;
  readonly origin: 'inside' | 'outside';
  readonly issued: boolean;
  readonly official: boolean;
  readonly entitled: readonly string[];
};

/** Shorter texts (18 syllables) are found in too many letters; a reference or the quoted block still shows them. */
const fewestShingles = 12;
/** Less than this is chance. */
const leastShare = 0.2;
/** Part of what is found that an issued message must hold to free it. */
const issuedShare = 0.7;

/** Authors who used the same words without answering each other: a formula, a footer. */
const formulaAuthors = 4;

/** Shingles of the message that authors of unrelated threads used alike: they show nothing about anybody. */
function formulae(judged: ReadonlySet<string>, candidates: readonly Candidate[]): ReadonlySet<string> {
  const seen = new Map<string, { readonly authors: Set<string>; readonly ids: Set<string> }>();
  for (const candidate of candidates) {
    for (const hash of candidate.shingles) {
      if (!judged.has(hash)) continue;
      const before = seen.get(hash) ?? { authors: new Set<string>(), ids: new Set<string>() };
      seen.set(hash, before);
      if (!candidate.references.some((id) => before.ids.has(id))) before.authors.add(candidate.author);
      if (candidate.messageId !== null) before.ids.add(candidate.messageId);
    }
  }
  return new Set([...seen].filter(([, { authors }]) => authors.size >= formulaAuthors).map(([hash]) => hash));
}

type Text = { readonly contained: number; readonly found: readonly string[] };

/**
 * The share of each candidate's own text that is found. A shingle belongs to the first message that had it: who only quoted it
 * is not its author, and a formula belongs to nobody after its first use. Candidates come oldest first.
 */
function ownTexts(keys: Keys, candidates: readonly Candidate[]): ReadonlyMap<string, Text> {
  const judged = new Set(keys.shingles);
  const level = sampleLevel(keys.shingles);
  const earlier = new Set(formulae(judged, candidates));
  const texts = new Map<string, Text>();
  for (const candidate of candidates) {
    const own = candidate.shingles.filter((hash) => !earlier.has(hash));
    for (const hash of own) earlier.add(hash);
    // Next to nothing of its own: somebody passed a text on.
    const enough = own.length >= Math.max(3, candidate.shingles.length * 0.1);
    texts.set(candidate.id, {
      contained: enough ? containment({ shingles: own }, judged, level) : 0,
      found: own.filter((hash) => judged.has(hash)),
    });
  }
  return texts;
}

function sharedNames(keys: Keys, files: readonly { readonly sha256: string; readonly name: string }[]): readonly string[] {
  const carried = new Map(keys.attachments.map((a) => [a.sha256, a.name]));
  return files.filter((a) => carried.has(a.sha256)).map((a) => (a.name === '' ? (carried.get(a.sha256) ?? '') : a.name));
}

/** Whether the same author, or the office mailbox, sent this content outside. */
function freed(keys: Keys, candidate: Candidate, text: Text, issued: readonly Candidate[]): boolean {
  const files = candidate.attachments.filter((a) => keys.attachments.some((k) => k.sha256 === a.sha256));
  if (files.length === 0 && text.found.length === 0) return false;
  const others = issued.filter((other) => (other.official || other.author === candidate.author) && other.id !== candidate.id);
  const everyFile = files.every((f) => others.some((o) => o.attachments.some((a) => a.sha256 === f.sha256)));
  if (!everyFile) return false;
  if (text.found.length === 0) return true;
  return others.some((o) => {
    const has = new Set(o.shingles);
    return text.found.filter((hash) => has.has(hash)).length >= text.found.length * issuedShare;
  });
}

/** What each candidate has to do with the message: candidates oldest first; those with no tie are left out. */
export function knownFrom(keys: Keys, candidates: readonly Candidate[]): readonly KnownMessage[] {
  const texts = ownTexts(keys, candidates);
  const issued = candidates.filter((c) => c.issued);
  const references = new Set(keys.references);
  const inside = new Set(keys.insideIds);
  const firstWith = new Map<string, string>();
  for (const candidate of candidates)
    for (const { sha256 } of candidate.attachments) if (!firstWith.has(sha256)) firstWith.set(sha256, candidate.id);

  const known: KnownMessage[] = [];
  for (const candidate of candidates) {
    const text = texts.get(candidate.id) ?? { contained: 0, found: [] };
    const how: KnownMessage['how'][number][] = [];
    const id = candidate.messageId;
    if (id !== null && id === keys.messageId) how.push('same-message');
    if (id !== null && inside.has(id)) how.push('message-inside');
    const referenced =
      (id !== null && references.has(id)) || candidate.references.some((r) => r.startsWith('thread-index:') && references.has(r));
    if (referenced) how.push('reference');
    // A file is its first sender's: who attached it again is not its author.
    const firstFiles = candidate.attachments.filter((a) => firstWith.get(a.sha256) === candidate.id);
    const names = sharedNames(keys, firstFiles);
    if (names.length > 0) how.push('attachment');
    const longEnough = candidate.shingleCount >= fewestShingles || referenced;
    if (longEnough && text.contained >= leastShare) how.push('text');
    if (how.length === 0) continue;
    known.push({
      id: candidate.id,
      messageId: candidate.messageId,
      subject: candidate.subject,
      date: candidate.date,
      author: candidate.author,
      authorName: candidate.authorName,
      origin: candidate.origin,
      issued: candidate.issued || freed(keys, candidate, text, issued),
      entitled: [...new Set([...candidate.participants, ...candidate.entitled])],
      how,
      contained: longEnough ? text.contained : 0,
      attachments: names,
      consentGiven: candidate.consentGiven,
      excerpt: candidate.excerpt,
    });
  }
  return known;
}
