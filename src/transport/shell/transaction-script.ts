import { APT_GET, APT_LINES, APT_SIZES, DNF_LINES, RPM_VERSIONS, RUN_DNF } from '../../core/package-simulation.ts';
import { quoteShell } from '../../core/shell-quote.ts';

/**
 * Runs in a mount namespace of its own: every file system of the host is read-only there, /tmp is empty and in memory, and dnf has copies of what it must
 * write. So nothing is left on the host, whatever the package manager does. Each line is printed after the number of its question.
 */
export const SEALED = `set -f
nl='
'
cd / || exit 1
while read -r _ point type _; do
  case $type in
    proc | sysfs | tmpfs | ramfs | devtmpfs | devpts | cgroup* | mqueue | securityfs | debugfs | tracefs | pstore | bpf | configfs | fusectl | hugetlbfs | \\
      autofs | rpc_pipefs | binfmt_misc | efivarfs | nsfs | selinuxfs) continue ;;
  esac
  mount -o remount,bind,ro "$(printf %b "$point")" 2>/dev/null
done </proc/self/mounts
if [ -w / ] || [ -w /etc ] || [ -w /var/lib ] || ! mount -t tmpfs -o mode=0700 tmpfs /tmp; then
  echo "0 cannot shut its file systems against writing"
  exit 1
fi
${APT_GET}${APT_LINES}${APT_SIZES}${RUN_DNF}${DNF_LINES}${RPM_VERSIONS}
with_apt() { # NAME VERSION|-
  lists=/var/lib/apt/lists
  if [ -z "$(find "$lists" -maxdepth 1 -name '*Packages*' 2>/dev/null | head -n 1)" ]; then echo 'no index'; return; fi
  if [ "$2" = - ]; then wanted=$1; else wanted=$1=$2; fi
  if ! said=$(apt_get -s install "$wanted" 2>&1); then
    echo unresolved
    printf '%s\\n' "$said" | grep -v -e '^Reading ' -e '^Building ' -e '^NOTE' -e '^W:' | tail -n 20 | head -c 2000
    echo
    return
  fi
  echo planned
  echo "index $(stat -c %Y "$lists" "$lists/partial" 2>/dev/null | sort -n | tail -n 1)"
  printf '%s\\n' "$said" | apt_lines
  apt_get --print-uris install "$wanted" 2>/dev/null | apt_sizes
}

cache=$(sed -n 's/^[ 	]*cachedir[ 	]*=[ 	]*\\(\\/[^$ ]*\\)[ 	]*$/\\1/p' /etc/dnf/dnf.conf 2>/dev/null | tail -n 1)
if [ -z "$cache" ]; then
  for cache in /var/cache/libdnf5 /var/cache/dnf; do if [ -d "$cache" ]; then break; fi; done
fi
copies_for_dnf() { # dnf and rpm write even to look: they get copies, of which the large files of the index are links to the real ones
  if [ -d /tmp/cache ]; then return; fi
  mkdir /tmp/cache /tmp/state /tmp/log /tmp/rpm
  for place in /var/lib/rpm /usr/lib/sysimage/rpm; do
    if [ -d "$place" ] && [ ! -L "$place" ]; then cp -a "$place/." /tmp/rpm/ && mount --bind /tmp/rpm "$place"; fi
  done
  cp -a /var/lib/dnf/. /tmp/state/ 2>/dev/null
  cp -rs "\${cache%/}/." /tmp/cache/ 2>/dev/null
}

with_dnf() { # NAME VERSION|-
  copies_for_dnf
  index=$(find "$cache" -name repomd.xml -exec stat -c %Y {} + 2>/dev/null | sort -n | tail -n 1)
  if [ -z "$index" ]; then echo 'no index'; return; fi
  if [ "$2" = - ]; then wanted=$1; else wanted=$1-$2; fi
  said=$(run_dnf --cacheonly --assumeno --setopt=cachedir=/tmp/cache --setopt=persistdir=/tmp/state --setopt=logdir=/tmp/log \\
    --disableplugin=subscription-manager,product-id install "$wanted" 2>&1)
  ended=$?
  lines=$(printf '%s\\n' "$said" | dnf_lines "$(uname -m)" | rpm_versions)
  case $nl$said in
    *"\${nl}Cache-only enabled but no cache"* | *'Error: Cache-only enabled but no cache'*) echo 'no index'; return ;;
  esac
  if [ "$ended" -ne 0 ] && [ -z "$lines" ]; then
    echo unresolved
    printf '%s\\n' "$said" | grep -v '^Last metadata' | tail -n 20 | head -c 2000
    echo
    return
  fi
  echo planned
  echo "index $index"
  if [ "$lines" ]; then printf '%s\\n' "$lines"; fi
}

removal() { # NAME: by the tool that the step runs, which says who needs the package
  if [ "$manager" = apt ]; then
    version=$(dpkg-query -W -f '\${Version}' -- "$1" 2>/dev/null)
    said=$(dpkg --no-act --log=/dev/null --remove "$1" 2>&1) && said=
    needed=$(printf '%s\\n' "$said" | sed -n 's/^ *\\([^ ]*\\) \\(pre-\\)\\{0,1\\}depends on .*/\\1/p' | sed 's/:[^:]*$//' | sort -u)
  else
    copies_for_dnf
    version=$(rpm -q --qf '%{EVR}\\n' -- "$1" 2>/dev/null | tail -n 1)
    said=$(rpm -e --test -- "$1" 2>&1) && said=
    needed=$(printf '%s\\n' "$said" | sed -n 's/.* is needed by (installed) \\(.*\\)-[^-]*-[^-]*$/\\1/p' | sort -u)
  fi
  if [ "$said" ] && [ -z "$needed" ]; then
    echo unresolved
    printf '%s\\n' "$said" | head -c 2000
    echo
    return
  fi
  echo planned
  echo "remove $1 \${version:-?}"
  for name in $needed; do echo "needed $name"; done
}

manager=$1
n=0
shift
while [ $# -ge 3 ]; do
  n=$((n + 1))
  case $1 in
    remove) removal "$2" ;;
    *) "with_$manager" "$2" "$3" ;;
  esac | sed "s/^/$n /"
  shift 3
done
`;

/**
 * Shell that defines `q_transaction`: VERB NAME VERSION|- …, where VERB is `install` or `remove`. It is sent only where it is asked, since most hosts have all
 * their packages.
 */
export const TRANSACTION_FUNCTION = `q_transaction() {
  if [ "$(id -u)" -ne 0 ]; then
    all='0 can be asked only as root'
  else
    manager
    all=$(timeout -k 5 "$((60 + 20 * $#))" unshare --mount sh -c ${quoteShell(SEALED)} sh "$manager" "$@" 2>&1 </dev/null) || all="$nl$all"
  fi
  n=0
  while [ $# -ge 3 ]; do
    n=$((n + 1))
    one=$(printf '%s\\n' "$all" | sed -n "s/^$n //p")
    case $one in
      ?*) put "$one" ;;
      *) put "unable$nl$(printf '%s\\n' "$all" | grep -v '^[1-9]' | sed 's/^0 //' | tail -n 3 | head -c 500)" ;;
    esac
    shift 3
  done
}`;
