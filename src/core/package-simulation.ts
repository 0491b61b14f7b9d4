/*
 * POSIX shell that has a package manager say what it would do. The question of a plan and the step itself use the same text, so that what is compared was
 * made in the same way. A transaction is lines `install NAME VERSION`, `upgrade NAME FROM TO`, `downgrade NAME FROM TO`, `remove NAME VERSION`,
 * `stream NAME STREAM`, `download BYTES`, `disk BYTES`: see `parseTransaction`.
 */

/** `apt_get ARGS…`: apt-get(8) as every step of a package runs it. */
export const APT_GET = `apt_get() {
  apt-get -q -y --no-install-recommends -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 \\
    -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold "$@"
}
`;

/** `run_dnf ARGS…`: dnf(8) as every step of a package runs it. Nothing is erased or replaced: no --allowerasing, no obsoletes. */
export const RUN_DNF = `run_dnf() {
  dnf --setopt=install_weak_deps=False --setopt=obsoletes=False --setopt=clean_requirements_on_remove=False "$@"
}
`;

/** `apt_lines`: the transaction in the output of `apt-get -s` (lines `Inst NAME [FROM] (TO ORIGIN [ARCHITECTURE])` and `Remv NAME [FROM]`). */
export const APT_LINES = `apt_lines() {
  sed -n -e 's/^Inst \\([^ ]*\\) \\[\\([^]]*\\)\\] (\\([^ )]*\\)[ )].*/change \\1 \\2 \\3/p' \\
    -e 's/^Inst \\([^ ]*\\) (\\([^ )]*\\)[ )].*/install \\1 \\2/p' -e 's/^Remv \\([^ ]*\\) \\[\\([^]]*\\)\\].*/remove \\1 \\2/p' \\
    -e 's/^Remv \\([^ ]*\\) *$/remove \\1 ?/p' |
    while read -r kind name from to; do
      if [ "$kind" != change ]; then echo "$kind $name $from"
      elif dpkg --compare-versions "$to" lt "$from"; then echo "downgrade $name $from $to"
      else echo "upgrade $name $from $to"
      fi
    done
}
`;

/** `apt_sizes`: download and disk space in the output of `apt-get --print-uris`, in units of 1000 (`Need to get 0 B/2249 kB of archives.`). */
export const APT_SIZES = `apt_sizes() {
  awk '
    function bytes(number, unit) {
      gsub(/,/, "", number)
      return sprintf("%.0f", number * (unit ~ /^k/ ? 1000 : unit ~ /^M/ ? 1000000 : unit ~ /^G/ ? 1000000000 : 1))
    }
    /^Need to get / { print "download " bytes($4, $5) }
    /^After this operation, / { print "disk " (/ will be freed/ ? "-" : "") bytes($4, $5) }'
}
`;

/**
 * `dnf_lines ARCHITECTURE`: the transaction in the table that dnf 4 and dnf 5 print: headings at the left (`Installing dependencies:`), below each a
 * package a line (name, architecture, version …). dnf 4 goes on in the next line where a name is long. `replacing` names what goes for it: with dnf 5 that
 * is mostly the same package in its old version.
 */
export const DNF_LINES = `dnf_lines() {
  awk -v host="$1" '
    function named(name, arch) { return arch == host || arch == "noarch" ? name : name "." arch }
    function bytes(number, unit) {
      return sprintf("%.0f", number * (unit ~ /^[kK]/ ? 1024 : unit ~ /^M/ ? 1048576 : unit ~ /^G/ ? 1073741824 : 1))
    }
    function flush() {
      if (kind == "stream" && n >= 2) print "stream " t[1] " " (n > 3 && t[3] == "->" ? t[4] : t[2])
      else if (kind != "" && n >= 3) {
        if (kind == "install" || kind == "remove") print kind " " named(t[1], t[2]) " " t[3]
        else print kind " " named(t[1], t[2]) " " (from == "" ? "?" : from) " " t[3]
      }
      n = 0; from = ""
    }
    /^[^ ]/ || /^$/ {
      flush()
      if (!/:$/ || !NF) kind = ""
      else if (/^Installing/) kind = "install"
      else if (/^Upgrading/) kind = "upgrade"
      else if (/^Downgrading/) kind = "downgrade"
      else if (/^Removing/) kind = "remove"
      else if (/^(Enabling|Switching) module streams/) kind = "stream"
      else kind = ""
      if (/^(Total download size: |Total size: )/) print "download " bytes($(NF - 1), $NF)
      if (/^Installed size: /) print "disk " bytes($3, $4)
      if (/Need to download /) { sub(/.*Need to download /, ""); print "download " bytes($1, $2) }
      if (/^After this operation, /) print "disk " (/ freed/ ? "-" : "") bytes($4, $5)
      next
    }
    kind == "" { next }
    /^ [^ ]/ { flush(); n = split($0, t); next }
    $1 == "replacing" && n >= 3 {
      if (NF == 3) { gone = $2; sub(/\\.[^.]*$/, "", gone); version = $3 } else { gone = $2; version = $4 }
      if (gone == t[1]) from = version
      else print "remove " gone " " version
      next
    }
    { split($0, more); for (i = 1; i <= NF; i++) t[++n] = more[i] }
    END { flush() }'
}
`;

/** `rpm_versions`: fills in what dnf 4 does not say: the version that a package has before (`?` in the lines of `dnf_lines`). */
export const RPM_VERSIONS = `rpm_versions() {
  while read -r kind name from to; do
    if [ "$from" = '?' ] && [ "$to" ]; then
      from=$(rpm -q --qf '%{EVR}\\n' -- "$name" 2>/dev/null | tail -n 1) || from=
      case $from in '' | *' '*) from='?' ;; esac
    fi
    echo "$kind $name\${from:+ $from}\${to:+ $to}"
  done
}
`;
