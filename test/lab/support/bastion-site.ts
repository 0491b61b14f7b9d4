/** What a site has beside the bastion: YAML of two spaces' depth, each line after a line break. */
interface Beside {
  readonly zones?: string;
  readonly flows?: string;
  readonly hosts: string;
  /** Further keys of the inventory, from the first column. */
  readonly more?: string;
}

/** Inventory of a lab with the desk outside, a bastion, and a zone `internal` (198.18.30.0/24) that only the bastion enters. */
export function bastionSite({ zones = '', flows = '', hosts, more = '' }: Beside): string {
  return `
lab: true
ssh: { user: ops }
zones:
  outside:  { cidr: 198.18.1.0/24 }
  mgmt:     { cidr: 198.18.20.0/24 }
  internal: { cidr: 198.18.30.0/24, via: bastion }${zones}
flows:
  - { from: outside, to: bastion, ports: [22/tcp], purpose: administration }
  - { from: bastion, to: internal, ports: [22/tcp], purpose: administration }${flows}
hosts:
  bastion: { zone: mgmt, address: 198.18.20.10, groups: [bare] }${hosts}
${more}`;
}
