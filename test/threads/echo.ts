export const task = (words: readonly string[]): number => words.length;
