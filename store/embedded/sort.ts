/** Sort specifications: `{ field: 1 | -1 }`. */
import { checkFieldPath } from './expression.ts';
import { keyField, type KeyField } from './index-keys.ts';
import { MongoError } from './mongo-error.ts';
import { isNumeric, toNumber, type Doc } from './values.ts';

/** @throws MongoError 15974, 15975 for a direction that is neither 1 nor -1 */
export function parseSort(spec: Doc): KeyField[] {
  return [...spec].map(([name, v]) => {
    checkFieldPath(name);
    if (!isNumeric(v)) throw new MongoError(15974, `Illegal key in $sort specification: ${name}`);
    const direction = Math.trunc(toNumber(v));
    if (direction !== 1 && direction !== -1)
      throw new MongoError(15975, '$sort key ordering must be 1 (for ascending) or -1 (for descending)');
    return keyField(name, direction);
  });
}
