/**
 * Installs one package (`NAME` or `NAME=VERSION`) by apt-get(8). It waits for another apt or dpkg, finishes what an interrupted one left, and reads the
 * package lists again when they are older than a day or do not lead to the package. Files that the administrator changed stay.
 */
export const APT_INSTALL = `set -eu
lists=/var/lib/apt/lists
update() {
  apt-get -q -o DPkg::Lock::Timeout=300 update
  touch "$lists"
}
install() {
  apt-get -q -y --no-remove --no-install-recommends -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 \\
    -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold "$@"
}
if [ -n "$(ls -A /var/lib/dpkg/updates 2>/dev/null)" ] || [ -n "$(dpkg --audit 2>/dev/null)" ]; then
  dpkg --force-confdef --force-confold --configure -a
fi
fresh=
if [ -z "$(find "$lists" -maxdepth 0 -mtime -1 2>/dev/null)" ] || [ -z "$(find "$lists" -maxdepth 1 -name '*Packages*' 2>/dev/null | head -n 1)" ]; then
  update
  fresh=1
fi
if ! install --download-only install "$1"; then
  if [ "$fresh" ]; then exit 100; fi
  update
fi
install install "$1"
`;

/**
 * Installs one package (`NAME` or `NAME-VERSION`) by dnf(8). Nothing is erased or replaced: no --allowerasing, no obsoletes. The metadata is read
 * again when it does not lead to the package.
 */
export const DNF_INSTALL = `set -eu
install() {
  dnf -y --setopt=install_weak_deps=False --setopt=obsoletes=False --setopt=clean_requirements_on_remove=False "$@"
}
if ! install --downloadonly install "$1"; then
  dnf clean expire-cache
fi
install install "$1"
`;
