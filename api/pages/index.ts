import type { Person } from '../../mail/people.ts';
import type { Page } from '../page.ts';
import { keepers } from '../routes/lanes.ts';
import type { Services } from '../services.ts';
import { boardPages } from './board.ts';
import { heldPages } from './held.ts';
import { lanePages } from './lanes.ts';
import { registerPages } from './register.ts';
import { trayPages } from './tray.ts';

/** Every page behind the sign-in. */
export const pagesOf = (services: Services): readonly Page[] => [
  ...registerPages(services),
  ...trayPages(services),
  ...heldPages(services),
  ...lanePages(services),
  ...boardPages(services),
];

/** Numbers beside the menu's items that ask for an answer. */
export const countsOf =
  ({ intake, decisions }: Pick<Services, 'intake' | 'decisions'>) =>
  async (person: Person): Promise<Readonly<Record<string, number>>> => {
    const clerk = person.roles.some((role) => role === 'van-thu' || role === 'chanh-van-phong');
    const keeper = person.roles.some((role) => keepers.some((k) => k === role));
    const [tray, held, failed] = await Promise.all([
      clerk ? intake.list({ states: ['waiting'], limit: 1 }) : null,
      clerk ? decisions.countWaiting() : decisions.list({ state: 'waiting', of: person.address, limit: 1 }).then((page) => page.total),
      keeper ? intake.list({ states: ['failed'], limit: 1 }) : null,
    ]);
    return { '/cho-van-thu': tray?.total ?? 0, '/cho-dong-y': held, '/chua-vao-so': failed?.total ?? 0 };
  };
