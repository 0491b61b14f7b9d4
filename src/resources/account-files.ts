/** The files in which accounts and groups are kept, by their names below /etc, with the copies and the lock of their tools (lckpwdf(3)). */
export function accountFiles(names: readonly string[]): readonly string[] {
  return ['path:/etc/.pwd.lock', ...names.flatMap((name) => [`path:/etc/${name}`, `path:/etc/${name}-`])];
}
