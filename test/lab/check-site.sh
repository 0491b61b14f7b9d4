#!/bin/sh
# Looks at a rehearsed site from outside: overlays, namespaces, packets. Shares no code with the program that brought the site about.
# Usage: check-site.sh [LABNAME]   as root, where the lab runs. Prints a line a check; ends with 1 when one does not hold.
# shellcheck disable=SC2016 # the $ in the programs of perl are perl's
set -u
lab=${1:-rb}
bad=0 good=0

ok() { good=$((good + 1)); printf '  ✓ %s\n' "$1"; }
no() { bad=$((bad + 1)); printf '  ✗ %s\n' "$1"; }
# expect WHAT COMMAND...: the command must succeed
expect() { what=$1; shift; if "$@" >/dev/null 2>&1; then ok "$what"; else no "$what"; fi; }
refute() { what=$1; shift; if "$@" >/dev/null 2>&1; then no "$what"; else ok "$what"; fi; }
equal() { if [ "$2" = "$3" ]; then ok "$1: $2"; else no "$1: \"$2\" instead of \"$3\""; fi; }

init_of() { # HOST: number of its first process, found by its network namespace
    for pid in $(ip netns pids "$lab-$1" 2>/dev/null); do
        if [ "$(sed -n 's/^NSpid:.*[[:space:]]\([0-9]*\)$/\1/p' "/proc/$pid/status" 2>/dev/null)" = 1 ]; then echo "$pid"; return; fi
    done
}
inside() { # HOST COMMAND...
    pid=$(init_of "$1")
    shift
    [ -n "$pid" ] && nsenter --target "$pid" --mount --uts --ipc --net --pid -- "$@"
}
upper_of() { # HOST: the overlay's upper folder, from its own mount table; a folder that is not there when the host is down
    upper=$(sed -n 's/^[0-9]* [0-9]* [^ ]* [^ ]* \/ .* - overlay .*upperdir=\([^,]*\).*/\1/p' "/proc/$(init_of "$1")/mountinfo" 2>/dev/null | head -n 1)
    echo "${upper:-/nowhere}"
}
mode_of() { # HOST PATH: as the overlay holds it; "unchanged" when the host never wrote it
    stat -c '%a %U:%G' "$(upper_of "$1")$2" 2>/dev/null || echo unchanged
}
settings() { # HOST: kernel parameters that are kept for the next boot
    cat "$(upper_of "$1")"/etc/sysctl.d/*.conf 2>/dev/null
}
modes_in() { # HOST FOLDER: the modes of its files, each once
    find "$(upper_of "$1")/$2" -type f -exec stat -c '%a %U:%G' {} + 2>/dev/null | sort -u
}
holds() { # HOST PATH PATTERN: the file in the overlay has such a line
    grep -qE -e "$3" "$(upper_of "$1")$2"
}
get() { # NAMESPACE ADDRESS PORT: body of an HTTP answer
    ip netns exec "$lab-$1" perl -MIO::Socket::INET -e '
        my $s = IO::Socket::INET->new(PeerAddr => $ARGV[0], PeerPort => $ARGV[1], Timeout => 4) or exit 1;
        print $s "GET / HTTP/1.0\r\nHost: portal\r\n\r\n"; local $/; my $a = <$s>; $a =~ s/^.*?\r?\n\r?\n//s; print $a;' "$2" "$3"
}
connects() { # NAMESPACE ADDRESS PORT
    ip netns exec "$lab-$1" perl -MIO::Socket::INET -e 'exit(IO::Socket::INET->new(PeerAddr => $ARGV[0], PeerPort => $ARGV[1], Timeout => 3) ? 0 : 1)' "$2" "$3"
}
tunnel_packets() { # HOST
    ip -n "$lab-$1" -s link show wg0 2>/dev/null | awk '/RX:/ { getline; print $2 }'
}

all='bastion relay-1 relay-2 cp-1 cp-2 cp-3 worker-1 worker-2'
relays='relay-1 relay-2'
cluster='cp-1 cp-2 cp-3 worker-1 worker-2'
control='cp-1 cp-2 cp-3'

echo 'Hosts'
for host in $all; do
    state=$(inside "$host" systemctl is-system-running)
    case $state in running | degraded) ok "$host: systemd is up ($state)" ;; *) no "$host: systemd is \"$state\"" ;; esac
    equal "$host: /etc/motd" "$(mode_of "$host" /etc/motd)" '644 root:root'
    equal "$host: forwarding" "$(inside "$host" cat /proc/sys/net/ipv4/ip_forward)" 1
    rules=$(ip netns exec "$lab-$host" nft list table inet runbook 2>/dev/null)
    case $rules in *'hook forward'*'policy drop'*) ok "$host: forwarding is default drop" ;; *) no "$host: no default drop for forwarding" ;; esac
    case $rules in *'hook input'*) ok "$host: input is filtered" ;; *) no "$host: input is not filtered" ;; esac
    equal "$host: firewall at boot" "$(inside "$host" systemctl is-enabled runbook-firewall)" enabled
    equal "$host: rules of the firewall" "$(mode_of "$host" /etc/runbook-firewall.nft)" '600 root:root'
    for name in $all; do expect "$host: knows $name by name" inside "$host" getent hosts "$name"; done
    equal "$host: forwarding after a boot" "$(settings "$host" | grep -c 'ip_forward = 1')" 1
    for key in send_redirects accept_redirects; do
        equal "$host: $key" "$(inside "$host" cat "/proc/sys/net/ipv4/conf/all/$key")" 0
    done
    equal "$host: interface sends no redirects" "$(inside "$host" cat /proc/sys/net/ipv4/conf/eth0/send_redirects)" 0
    equal "$host: modes of kept settings" "$(modes_in "$host" etc/sysctl.d)" '644 root:root'
    equal "$host: nothing below /etc that others may write" "$(find "$(upper_of "$host")/etc" -perm /022 ! -type l | head -n 3)" ''
    equal "$host: no candidate of a file is left" "$(find "$(upper_of "$host")" -xdev -name '*runbook-new*' | head -n 3)" ''
done

echo 'Tunnel'
for host in $relays cp-1; do
    equal "$host: key of the tunnel" "$(mode_of "$host" /etc/wireguard/wg0.key)" '600 root:root'
    equal "$host: folder of keys" "$(mode_of "$host" /etc/wireguard)" '700 root:root'
done
for host in $relays cp-1; do
    equal "$host: configuration of the tunnel" "$(mode_of "$host" /etc/wireguard/wg0.conf)" '600 root:root'
    equal "$host: tunnel at boot" "$(inside "$host" systemctl is-enabled wg-quick@wg0)" enabled
    key=$(cat "$(upper_of "$host")/etc/wireguard/wg0.key" 2>/dev/null || echo none)
    for other in $all; do
        [ "$other" = "$host" ] || refute "$host: its private key is not on $other" grep -rqF -e "$key" "$(upper_of "$other")/etc"
    done
done
refute 'relay-1: only the inside opens the tunnel' holds relay-1 /etc/wireguard/wg0.conf '^Endpoint'
expect 'cp-1: opens the tunnel and keeps it open' holds cp-1 /etc/wireguard/wg0.conf '^PersistentKeepalive'
keys=$(for host in $relays cp-1; do cat "$(upper_of "$host")/etc/wireguard/wg0.key"; done | sort -u | wc -l)
equal 'keys of three ends differ' "$keys" 3

echo 'Relay'
for host in $relays; do
    equal "$host: HAProxy configuration" "$(mode_of "$host" /etc/haproxy/haproxy.cfg)" '644 root:root'
    equal "$host: HAProxy" "$(inside "$host" systemctl is-active haproxy)" active
    equal "$host: HAProxy at boot" "$(inside "$host" systemctl is-enabled haproxy)" enabled
    expect "$host: HAProxy accepts its configuration" inside "$host" haproxy -c -f /etc/haproxy/haproxy.cfg
    expect "$host: it relays to worker-1" holds "$host" /etc/haproxy/haproxy.cfg 'server .* 198\.18\.30\.21:8080'
    expect "$host: a reload keeps the listening sockets" holds "$host" /etc/haproxy/haproxy.cfg 'expose-fd listeners'
done
for pair in relay-1:198.18.10.11 relay-2:198.18.10.12; do
    host=${pair%:*}
    before=$(tunnel_packets "$host")
    answer=$(get desk "${pair#*:}" 80)
    after=$(tunnel_packets "$host")
    case $answer in *worker-1*) ok "desk → $host → worker-1: \"$(printf %s "$answer" | head -n 1)\"" ;; *) no "desk → $host: answer \"$answer\"" ;; esac
    if [ "${after:-0}" -gt "${before:-0}" ]; then ok "$host: it came through the tunnel ($before → $after packets)"; else no "$host: no packet came through the tunnel"; fi
    case $(ip -n "$lab-$host" route get 198.18.30.21 2>/dev/null) in *'dev wg0'*) ok "$host: its way to worker-1 is wg0" ;; *) no "$host: its way to worker-1 is not wg0" ;; esac
    seen=$(inside "$host" wg show wg0 latest-handshakes | awk '{ print $2 }')
    age=$(($(date +%s) - ${seen:-0}))
    if [ "$age" -lt 180 ]; then ok "$host: handshake $age s ago"; else no "$host: no handshake within 180 s"; fi
done

echo 'Segments'
refute 'desk does not reach worker-1:8080 directly' connects desk 198.18.30.21 8080
refute 'desk does not reach worker-1:22 directly' connects desk 198.18.30.21 22
refute 'desk does not reach cp-1:6443 directly' connects desk 198.18.30.11 6443
refute 'relay-1 does not reach worker-1:22, through the tunnel or past it' connects relay-1 198.18.30.21 22
expect 'bastion reaches worker-1:22' connects bastion 198.18.30.21 22

echo 'Cluster'
for host in $cluster; do
    equal "$host: swap" "$(inside "$host" sed 1d /proc/swaps)" ''
    refute "$host: no swap after a boot" holds "$host" /etc/fstab '^[^#].*[[:space:]]swap[[:space:]]'
    for module in overlay br_netfilter; do expect "$host: $module at boot" holds "$host" "/etc/modules-load.d/$module.conf" "^$module$"; done
    equal "$host: modes of modules at boot" "$(modes_in "$host" etc/modules-load.d)" '644 root:root'
    equal "$host: bridges pass the firewall after a boot" "$(settings "$host" | grep -c 'bridge-nf-call-iptables = 1')" 1
    expect "$host: cgroups by systemd" holds "$host" /etc/containerd/config.toml 'SystemdCgroup = true'
    equal "$host: configuration of containerd" "$(mode_of "$host" /etc/containerd/config.toml)" '644 root:root'
    expect "$host: knows the endpoint of the cluster" inside "$host" getent hosts api.site.lab
    equal "$host: containerd at boot" "$(inside "$host" systemctl is-enabled containerd)" enabled
    equal "$host: kubelet at boot" "$(inside "$host" systemctl is-enabled kubelet)" enabled
    equal "$host: containerd" "$(inside "$host" systemctl is-active containerd)" active
    equal "$host: kubelet" "$(inside "$host" systemctl is-active kubelet)" active
    equal "$host: kubelet.conf" "$(mode_of "$host" /etc/kubernetes/kubelet.conf)" '600 root:root'
    refute "$host: no join configuration is left" sh -c "ls $(upper_of "$host")/etc/kubernetes/*join* $(upper_of "$host")/run/*join*"
done
equal 'cp-1: configuration of the cluster' "$(mode_of cp-1 /etc/kubernetes/kubeadm.yaml)" '600 root:root'
for host in $control; do equal "$host: admin.conf" "$(mode_of "$host" /etc/kubernetes/admin.conf)" '600 root:root'; done
nodes=$(inside cp-1 kubectl --kubeconfig /etc/kubernetes/admin.conf get nodes 2>/dev/null)
for host in $cluster; do case $nodes in *"$host"*) ok "$host is a node of the cluster" ;; *) no "$host is no node of the cluster" ;; esac; done

echo 'RPM family'
for host in cp-3 worker-2; do
    expect "$host: nftables came by rpm" inside "$host" rpm -q nftables
    expect "$host: the next kernel starts without SELinux" holds "$host" /boot/loader/entries/runbook-lab.conf 'selinux=0'
    equal "$host: SELinux now" "$(inside "$host" getenforce)" Permissive
    equal "$host: SELinux as configured" "$(inside "$host" sed -n 's/^SELINUX=//p' /etc/selinux/config)" disabled
done

printf '%s checks hold, %s do not\n' "$good" "$bad"
[ "$bad" -eq 0 ]
