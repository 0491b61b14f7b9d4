/** Name of the unit that loads a table, without its ending. */
export function unitName(table: string): string {
  return `${table.replaceAll('_', '-')}-firewall`;
}

/** The file that the unit loads. */
export function filePath(table: string): string {
  return `/etc/${unitName(table)}.nft`;
}

/** The file of the unit. */
export function unitPath(table: string): string {
  return `/etc/systemd/system/${unitName(table)}.service`;
}

/** The link by which the unit starts at boot. */
export function wantsPath(table: string): string {
  return `/etc/systemd/system/sysinit.target.wants/${unitName(table)}.service`;
}

/** Loads the table before the network is up; again when the distribution's own nftables unit has flushed all rules. */
export function unitText(table: string): string {
  return `[Unit]
Description=Firewall table inet ${table}, made by runbook from the allowed flows
Documentation=man:nft(8)
DefaultDependencies=no
Wants=network-pre.target
Before=network-pre.target shutdown.target
After=local-fs.target nftables.service
PartOf=nftables.service
Conflicts=shutdown.target

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/usr/sbin/nft -f ${filePath(table)}
ExecReload=/usr/sbin/nft -f ${filePath(table)}

[Install]
WantedBy=sysinit.target
`;
}
