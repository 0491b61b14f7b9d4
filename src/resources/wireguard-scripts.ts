import { makingScript } from '../core/made-on-host.ts';

const IS_KEY = `grep -Eqsx '[A-Za-z0-9+/]{43}=' "$1"`;

/** The command that prints a new private key. */
export const NEW_KEY = 'wg genkey';

/** Makes a private key that never leaves the host and that nobody but root could read at any moment. */
export const MAKE_KEY = makingScript(NEW_KEY);

/** The same where there is no sound key; one that is there stays, and wg must be able to tell its public half. */
export const KEEP_OR_MAKE_KEY = `if ${IS_KEY}; then
  wg pubkey <"$1" >/dev/null
  exit
fi
${MAKE_KEY}`;

/**
 * Prints the live state of a tunnel interface, without keys that must stay secret, handshakes or counters: \`absent\`, or lines \`key\` (same,
 * different or none: whether it runs with the key of the file), \`address\`, \`port\`, \`mtu\` (when the third argument is \`mtu\`), \`route\`, and one
 * \`peer ALLOWED KEY ENDPOINT KEEPALIVE\` each. The endpoint is shown only of peers that are kept alive, since that of the others is learned.
 * Arguments: interface, path of the private key.
 */
export const TUNNEL_STATE = `interface=$1 keyfile=$2
if ! command -v wg >/dev/null 2>&1 || ! port=$(wg show "$interface" listen-port 2>/dev/null); then
  echo absent
  exit 0
fi
live=$(wg show "$interface" public-key)
if [ "$live" = '(none)' ]; then
  echo 'key none'
elif [ "$live" = "$(wg pubkey <"$keyfile" 2>/dev/null)" ]; then
  echo 'key same'
else
  echo 'key different'
fi
ip -o -4 address show dev "$interface" | awk '{ print "address " $4 }' | sort
echo "port $port"
if [ "\${3-}" = mtu ]; then
  ip -o link show dev "$interface" | sed 's/.* mtu \\([0-9]*\\) .*/mtu \\1/'
fi
ip -4 route show dev "$interface" | awk '!/ proto kernel / { print "route " $1 }' | sort
tab=$(printf '\\t')
wg show "$interface" allowed-ips | while IFS=$tab read -r peer allowed; do
  sorted=$(printf '%s\\n' "$allowed" | tr ' ' '\\n' | sort | paste -s -d , -)
  keepalive=$(wg show "$interface" persistent-keepalive | awk -v peer="$peer" '$1 == peer { print $2 }')
  endpoint=-
  if [ "$keepalive" != off ]; then
    endpoint=$(wg show "$interface" endpoints | awk -v peer="$peer" '$1 == peer { print $2 }')
  fi
  echo "peer $sorted $peer $endpoint $keepalive"
done | sort`;

/**
 * Brings a running tunnel to what its file says without a drop: peers by \`wg syncconf\`, then routes. The private key is read on the host and
 * passed in a pipe, because \`syncconf\` without it would erase the key, and in argv everybody could read it. Arguments: interface, path of the key; without
 * a path, the one that the file itself names. A file that has its key some other way is taken up by a restart.
 */
export const SYNC_TUNNEL = `interface=$1 keyfile=\${2-}
if [ -z "$keyfile" ]; then
  keyfile=$(sed -n 's/^PostUp = wg set %i private-key //p' "/etc/wireguard/$interface.conf")
  if [ -z "$keyfile" ]; then exec systemctl restart "wg-quick@$interface"; fi
fi
config=$(wg-quick strip "$interface") || exit 1
key=$(cat "$keyfile") || exit 1
printf '[Interface]\\nPrivateKey = %s\\n%s\\n' "$key" "$config" | wg syncconf "$interface" /dev/stdin || exit 1
allowed=$(wg show "$interface" allowed-ips | cut -f 2 | tr ' ' '\\n' | grep -v ':' | sort -t / -k 2 -n -r)
ip -4 route show dev "$interface" | awk '!/ proto kernel / { print $1 }' | while read -r route; do
  case $route in */*) prefix=$route ;; *) prefix=$route/32 ;; esac
  if ! printf '%s\\n' "$allowed" | grep -qxF "$prefix"; then ip -4 route delete "$route" dev "$interface"; fi
done
for prefix in $allowed; do
  if [ -z "$(ip -4 route show dev "$interface" match "$prefix")" ]; then ip -4 route add "$prefix" dev "$interface" || exit 1; fi
done`;

/** Starts a tunnel anew through its unit; one that was started by hand is taken down first. Says why it did not start. Argument: interface. */
export const START_TUNNEL = `if ! systemctl is-active --quiet "wg-quick@$1" && ip link show dev "$1" >/dev/null 2>&1; then
  wg-quick down "$1" >/dev/null 2>&1 || ip link delete dev "$1" || exit 1
fi
if ! systemctl restart "wg-quick@$1"; then
  journalctl --no-pager --quiet --output cat --lines 5 --unit "wg-quick@$1"
  exit 1
fi`;
