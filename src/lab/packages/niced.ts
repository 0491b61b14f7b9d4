/** Where and with what a program of the build runs. */
export interface Place {
  readonly folder?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** The argv that runs a program niced, so that a build does not starve what else runs, in that place (env(1), nice(1)). */
export function niced(argv: readonly string[], place: Place = {}): readonly string[] {
  const folder = place.folder === undefined ? [] : ['-C', place.folder];
  const variables = Object.entries(place.environment ?? {}).map(([name, value]) => `${name}=${value}`);
  return ['env', ...folder, ...variables, 'nice', '-n', '5', ...argv];
}
