#!/bin/sh
# site.sh N: puts the project of the benchmark to $PB/runbook, with an inventory of the lab's hosts h01..hNN: `site`, and `plain`, where nothing is sent ahead.
# The addresses are the lab's: hosts 198.19.0.(10+index) behind the bastion, which is reached directly or through the proxy that makes the way longer.
set -eu
hosts=$1
here=$(CDPATH='' cd -P -- "${0%/*}" && pwd -P)
inventory=$PB/runbook/inventory/site
plain=$PB/runbook/inventory/plain
mkdir -p "$inventory" "$plain"
cp -R "$here/site/playbooks" "$here/site/roles" "$PB/runbook/"
bastion=198.18.0.2 port=22
read -r rtt <"$PB/rtt"
if [ "$rtt" != 0 ]; then bastion=198.18.0.1 port=2222; fi
read -r type key _ <"$PB/ssh/hostkey.pub"
{
    cat <<YAML
ssh: { user: root, key: $PB/ssh/id, agent: false }
zones:
  mgmt: { cidr: 198.18.0.0/24 }
  inside: { cidr: 198.19.0.0/24, via: bastion }
hosts:
  bastion: { zone: mgmt, address: $bastion, ssh: { port: $port } }
YAML
    index=1
    while [ "$index" -le "$hosts" ]; do
        name=h$index
        [ "$index" -gt 9 ] || name=h0$index
        echo "  $name: { zone: inside, address: 198.19.0.$((10 + index)), groups: [node], vars: { host_index: $index } }"
        index=$((index + 1))
    done
    cat <<YAML
vars:
  registry_ip: 198.19.0.11
  ntp_servers: [198.19.0.11, 198.19.0.12]
  masters: [{ name: h01, ip: 198.19.0.11 }, { name: h02, ip: 198.19.0.12 }, { name: h03, ip: 198.19.0.13 }]
YAML
} >"$inventory/site.yml"
echo "198.18.0.1,[198.18.0.1]:2222,198.18.0.2,198.19.0.* $type $key" >"$inventory/known_hosts"
sed "s/^ssh: { /&ahead: false, /" "$inventory/site.yml" >"$plain/site.yml"
cp "$inventory/known_hosts" "$plain/"
