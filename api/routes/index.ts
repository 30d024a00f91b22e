import type { Route } from '../route.ts';
import type { Services } from '../services.ts';
import { checkInRoutes } from './check-ins.ts';
import { documentRoutes } from './documents.ts';
import { heldRoutes } from './held.ts';
import { intakeRoutes } from './intake.ts';
import { laneRoutes } from './lanes.ts';
import { messageRoutes } from './messages.ts';

/** Every route of the API, in the order OpenAPI shows them. */
export const routesOf = (services: Services): readonly Route[] => [
  ...documentRoutes(services),
  ...intakeRoutes(services),
  ...heldRoutes(services),
  ...laneRoutes(services),
  ...messageRoutes(services),
  ...checkInRoutes(services),
];
