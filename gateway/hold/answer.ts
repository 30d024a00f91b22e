import type { Boundary } from '../../mail/boundary.ts';
import type { Log } from '../../mail/log.ts';
import type { Directory } from '../../mail/people.ts';
import { answerToken, hashToken } from '../notices.ts';
import type { Reader } from '../read/reader.ts';
import type { Entries, EntryView, Step } from '../spool/entry.ts';
import { alignedAuthor, authority } from './authority.ts';
import type { Speaker } from './decide.ts';
import type { Decisions } from './decisions.ts';
import type { Hold, Outcome } from './hold.ts';
import { readAnswer, readSenderAnswer } from './read-answer.ts';

type Options = {
  readonly hold: Hold;
  readonly decisions: Pick<Decisions, 'findToken'>;
  readonly entries: Entries;
  readonly reader: Pick<Reader, 'read'>;
  readonly directory: () => Directory;
  readonly boundary: () => Boundary;
  /** The agency's mail domain. */
  readonly domain: string;
  /** Whether a relay peer is declared to let its accounts use only their own addresses. */
  readonly enforcesSenders: (client: string) => boolean;
  readonly log: Log;
};

/**
 * Reads mail to `tra-loi+<token>@<domain>` and consumes it: it is never relayed or registered. The token finds the question
 * and nothing more; who speaks is for {@link authority} to say, and what they may decide for the decision.
 * Stands before relay and register in the order of steps.
 */
export function createAnswerStep(options: Options): Step {
  const { hold, decisions, entries, reader, directory, boundary, domain, log } = options;

  const take = async (entry: EntryView, token: string): Promise<Outcome | 'nobody' | 'nothing'> => {
    const found = await decisions.findToken(hashToken(token));
    if (found === null) return 'unknown';
    const { message } = await reader.read({ bytes: await entry.read('original') });
    const spoken = { message, envelope: entry.envelope, session: entry.session };
    const person = authority(spoken, { directory: directory(), enforcesSenders: options.enforcesSenders });
    const stranger = person === null ? alignedAuthor(spoken, boundary()) : null;
    const who: Speaker | null = person ?? (stranger === null ? null : { address: stranger, name: stranger });
    if (who === null) return 'nobody';
    if (found.question !== null) {
      const { answer, reason, line } = readAnswer(message.text);
      if (answer === 'unclear') return hold.askAgain(found.id, found.question, who, line);
      return hold.answer(found.id, found.question, who, answer, reason, 'mail');
    }
    const { answer, line } = readSenderAnswer(message.text);
    switch (answer) {
      case 'withdraw':
        return person === null ? 'forbidden' : hold.withdraw(found.id, person);
      case 'urgent':
        return hold.urgent(found.id, who);
      case 'reason':
        return hold.explain(found.id, who, line);
      case 'nothing':
        return 'nothing';
    }
  };

  return {
    name: 'answer',
    async run(entry) {
      const left = entry.recipients
        .filter((r) => r.state === 'waiting' || r.state === 'held' || r.state === 'sealed')
        .map((r) => r.address);
      const answers = left.filter((address) => answerToken(address, domain) !== null);
      if (answers.length === 0) return;
      for (const token of new Set(answers.map((address) => answerToken(address, domain) ?? ''))) {
        const outcome = token === '' ? 'unknown' : await take(entry, token);
        log.info({ id: entry.id, outcome }, 'answer read');
      }
      await entries.rule(entry.id, { ruling: 'drop', recipients: answers, by: 'clock', reason: 'Hệ thống đã đọc câu trả lời' });
    },
  };
}
