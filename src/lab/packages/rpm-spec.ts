import type { DebianPackage } from './debian-packages.ts';
import type { RpmPresentation } from './wanted-packages.ts';

/** What rpmbuild needs to know about one package whose files lie ready in a folder. */
export interface RpmPackage {
  readonly name: string;
  readonly epoch: string;
  readonly version: string;
  readonly release: string;
  readonly summary: string;
  readonly description: string;
  readonly requires: readonly string[];
  readonly provides: readonly string[];
  /** Shell before the files are laid down; empty for none. */
  readonly before: string;
  /** Absolute paths of its files and symbolic links, as on the host. */
  readonly files: readonly string[];
  /** Folders that it brings though they hold none of its files: path → octal mode. */
  readonly folders: Readonly<Record<string, string>>;
}

/** Splits `1:2.6.12-1+deb12u1` into the parts that rpm keeps apart; rpm allows no hyphen in a version. */
export function splitVersion(version: string): { readonly epoch: string; readonly version: string; readonly release: string } {
  const [, epoch = '0', rest = version] = /^(\d+):(.*)$/.exec(version) ?? [];
  const cut = rest.lastIndexOf('-');
  if (cut < 0) return { epoch, version: rest, release: '0' };
  return { epoch, version: rest.slice(0, cut).replaceAll('-', '_'), release: rest.slice(cut + 1) };
}

/**
 * Presents a Debian package as an rpm. `wrapped` holds the Debian packages that become rpms too, with their names there: only these
 * can be required, the rest is part of every lab host.
 */
export function presentAsRpm(
  one: DebianPackage,
  presentation: RpmPresentation,
  wrapped: ReadonlyMap<string, string>,
  content: Pick<RpmPackage, 'files' | 'folders'>,
): RpmPackage {
  const requires = one.depends.map((alternatives) => alternatives.map((name) => wrapped.get(name)).find((name) => name !== undefined));
  return {
    name: presentation.name,
    ...splitVersion(one.version),
    summary: one.summary,
    description: `STAND-IN of the rehearsal lab: the files of Debian's package ${one.name} ${one.version} in the form and under the name of the RPM family.`,
    requires: [...new Set(requires)]
      .filter((name) => name !== undefined)
      .filter((name) => name !== presentation.name)
      .sort(),
    provides: presentation.provides ?? [],
    before: presentation.before ?? '',
    ...content,
  };
}

/** The spec file (rpm-spec(7)) that packs what lies in `stage`, without touching a byte of it. */
export function rpmSpec(one: RpmPackage, stage: string): string {
  const after = afterwards(one.files);
  const lines = [
    '%global debug_package %{nil}',
    '%global __os_install_post %{nil}',
    '%global _build_id_links none',
    '%global _binary_payload w1.gzdio',
    `Name: ${one.name}`,
    ...(one.epoch === '0' ? [] : [`Epoch: ${one.epoch}`]),
    `Version: ${one.version}`,
    `Release: ${one.release}`,
    `Summary: ${one.summary}`,
    'License: see the Debian package of the same files',
    'AutoReqProv: no',
    ...one.requires.map((name) => `Requires: ${name}`),
    ...one.provides.map((name) => `Provides: ${name}${name.startsWith('/') ? '' : ` = ${one.version}-${one.release}`}`),
    '%description',
    one.description,
    '%install',
    `mkdir -p %{buildroot} && cp -a ${stage}/. %{buildroot}/`,
    ...(one.before === '' ? [] : ['%pre', one.before]),
    ...(after.length === 0 ? [] : ['%post', ...after]),
    '%files',
    ...Object.entries(one.folders).map(([path, mode]) => `%dir %attr(${mode}, root, root) ${path}`),
    ...one.files.map((path) => `${path.startsWith('/etc/') ? '%config(noreplace) ' : ''}"${path}"`),
  ];
  return `${lines.join('\n')}\n`;
}

/** What the file triggers of the RPM family's base packages do after files of that kind were laid down. */
function afterwards(files: readonly string[]): readonly string[] {
  const temporary = files.filter((path) => path.startsWith('/usr/lib/tmpfiles.d/'));
  return [
    ...(files.some((path) => /\.so(\.|$)/.test(path)) ? ['/sbin/ldconfig'] : []),
    ...temporary.map((path) => `systemd-tmpfiles --create ${path} || :`),
    ...(files.some((path) => path.startsWith('/usr/lib/systemd/system/')) ? ['systemctl daemon-reload >/dev/null 2>&1 || :'] : []),
  ];
}
