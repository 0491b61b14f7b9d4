#!/bin/sh
# STAND-IN of the rehearsal lab for modprobe: the kernel is the machine's and loads no modules.
# Makes /sys/module/NAME for the modules listed below and refuses others as kmod 30 does. Knows -q, -r, -a and -n; takes -v, -b and
# module parameters without effect; reads nothing of modprobe.d.
set -u
LC_ALL=C
export LC_ALL
known=' 8021q bonding br_netfilter bridge dummy ip6_tables ip6table_filter ip_set ip_tables ip_vs ip_vs_rr ip_vs_sh ip_vs_wrr ipip
 iptable_filter iptable_mangle iptable_nat nf_conntrack nf_nat nf_tables overlay tun veth vxlan wireguard xt_conntrack xt_set '
remove='' quiet='' dry='' all=''
while [ $# -gt 0 ]; do
  case $1 in
    -r | --remove) remove=1 ;;
    -q | --quiet) quiet=1 ;;
    -n | --dry-run | --show | --dry_run) dry=1 ;;
    -a | --all) all=1 ;;
    -v | --verbose | -b | --use-blacklist) ;;
    --) shift && break ;;
    -*) echo "modprobe: the rehearsal lab's stand-in has no option $1" >&2 && exit 1 ;;
    *) break ;;
  esac
  shift
done
if [ $# -eq 0 ]; then
  echo 'modprobe: ERROR: missing parameters. See -h.' >&2
  exit 1
fi
status=0
while [ $# -gt 0 ]; do
  name=$(printf '%s' "$1" | tr - _)
  case $known in
    *[[:space:]]"$name"[[:space:]]*) found=1 ;;
    *) if [ -d "/sys/module/$name" ]; then found=1; else found=''; fi ;;
  esac
  if [ -z "$found" ]; then
    status=1
    if [ -z "$quiet" ] && [ -n "$remove" ]; then
      echo "modprobe: FATAL: Module $1 not found." >&2
    elif [ -z "$quiet" ]; then
      echo "modprobe: FATAL: Module $1 not found in directory /lib/modules/$(uname -r)" >&2
    fi
  elif [ -z "$dry" ] && [ -n "$remove" ]; then
    if [ -d "/sys/module/$name" ]; then rmdir "/sys/module/$name" || status=1; fi
  elif [ -z "$dry" ]; then
    mkdir -p "/sys/module/$name" || status=1
  fi
  # Without -a or -r what follows the first name are parameters of the module.
  if [ -z "$all$remove" ]; then break; fi
  shift
done
exit "$status"
