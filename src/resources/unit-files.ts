const unitFile = /^\/(?:etc|run|usr\/local\/lib)\/systemd\/system\/([^/]+)(?:\.d\/[^/]+\.conf)?$/u;
const kinds = /\.(?:service|socket|timer|mount|automount|swap|path|target|slice)$/u;

/**
 * The unit whose definition stands in that file (or in a drop-in of it), as a name of a footprint; undefined for any other path.
 * Search path by systemd.unit(5).
 */
export function unitOfPath(path: string): string | undefined {
  const name = unitFile.exec(path)?.[1];
  if (name === undefined || !kinds.test(name)) return undefined;
  return unitName(name).replace(/@$/u, '@*');
}

/** The name of a unit as requests and footprints spell it: `.service` is left out, because it is what systemctl adds. */
export function unitName(name: string): string {
  return name.endsWith('.service') ? name.slice(0, -'.service'.length) : name;
}

/** What `systemctl enable` and `disable` make and remove of a unit, as entries of a footprint: links by systemd.unit(5), and of a unit with an init script too. */
export function startLinks(name: string): readonly string[] {
  const file = kinds.test(name) ? name : `${name}.service`;
  const folders = ['wants', 'requires'].map((kind) => `path:/etc/systemd/system/*.${kind}`);
  return [...folders, ...folders.map((folder) => `${folder}/${file}`), `path:/etc/rc*.d/*${unitName(file)}`];
}
