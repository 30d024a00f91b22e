import { expect, test } from '@jest/globals';
import { startPool } from '../../threads/start.ts';

test('a worker thread runs TypeScript source', async () => {
  const pool = startPool(new URL('./echo.ts', import.meta.url), { threads: 1, heapMb: 64 });
  try {
    expect(await pool.run(['a', 'b'])).toBe(2);
  } finally {
    await pool.destroy();
  }
});
