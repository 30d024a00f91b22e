import type { Log } from '../../mail/log.ts';
import { replyOf } from '../../mail/reply.ts';
import type { Reply } from '../../mail/verdict.ts';

export const unable = replyOf('store.unable');

type Options = {
  /** Milliseconds. */
  readonly deadline: number;
  readonly log: Log;
  /** The command, for the log. */
  readonly what: string;
};

/**
 * Gives the library's callback exactly one answer: what `work` resolves to (null = go on), 451 when it fails or takes
 * longer than the deadline. smtp-server waits for ever for a callback that nobody calls.
 */
export function answerOnce(work: Promise<Reply | null>, { deadline, log, what }: Options, callback: (reply: Reply | null) => void): void {
  const answered = async (): Promise<Reply | null> => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<Reply>((resolve) => {
      timer = setTimeout(() => {
        log.error({ what }, 'no answer in time, 451');
        resolve(unable);
      }, deadline);
    });
    try {
      return await Promise.race([work, late]);
    } catch (error) {
      log.error({ what, error: String(error) }, 'handler failed, 451');
      return unable;
    } finally {
      clearTimeout(timer);
    }
  };
  const run = async (): Promise<void> => callback(await answered());
  run().catch((error: unknown) => log.error({ what, error: String(error) }, 'answering failed'));
}
