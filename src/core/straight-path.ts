/** True for an absolute path that has one spelling, on one line. */
export function isStraightPath(path: string): boolean {
  return /^(?:\/[^/\n]+)+$/u.test(path) && !/\/\.{1,2}(?:\/|$)/u.test(path);
}
