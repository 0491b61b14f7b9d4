import type { Flow, Inventory, PortRange, Zone } from '../core/inventory.ts';
import type { Layout } from './diagnostic.ts';
import { createPaint } from './paint.ts';
import { showLine } from './show-value.ts';
import { renderTable } from './table.ts';
import { count } from './wording.ts';

/** The hosts, zones and flows of an inventory as tables. */
export function renderInventoryList(inventory: Inventory, layout: Layout): string {
  const paint = createPaint(layout.color);
  const table = (titles: readonly string[], rows: readonly (readonly string[])[]): readonly string[] =>
    renderTable(
      titles.map((title) => ({ title })),
      rows.map((row) =>
        row.map((text, index) => (index === 0 ? { text: showLine(text), style: 'bold' as const } : { text: showLine(text) })),
      ),
      layout.width,
      paint,
    );
  const hosts = inventory.hosts.map((host) => [
    host.name,
    host.zone,
    host.address,
    host.via.join(' > ') || '-',
    host.groups.join(', ') || '-',
  ]);
  const services = inventory.services.map((service) => [service.name, service.address]);
  const lines = [
    paint(
      'bold',
      `Inventory ${showLine(inventory.name)}${inventory.lab ? ' (lab)' : ''}: ${count(inventory.hosts.length, 'host')} in ${count(inventory.zones.length, 'zone')}, ${count(inventory.flows.length, 'flow')}`,
    ),
    '',
    ...table(['Host', 'Zone', 'Address', 'Via', 'Groups'], hosts),
    '',
    ...table(['Zone', 'Networks', 'Via', 'Online'], inventory.zones.map(zoneRow)),
    ...(services.length === 0 ? [] : ['', ...table(['Service', 'Address'], services)]),
    ...(inventory.flows.length === 0
      ? []
      : ['', ...table(['From', 'To', 'Ports', 'Over', 'Purpose'], inventory.flows.map(flowRow)), '', 'What no flow allows is denied.']),
  ];
  return `${lines.join('\n')}\n`;
}

function zoneRow(zone: Zone): readonly string[] {
  return [zone.name, zone.cidrs.join(', '), zone.via.join(' > ') || '-', zone.online ? 'yes' : 'no'];
}

function flowRow(flow: Flow): readonly string[] {
  const purpose = flow.ticket === undefined ? flow.purpose : `${flow.purpose} (${flow.ticket})`;
  return [flow.from.join(', '), flow.to.join(', '), flow.ports.map(showPorts).join(', '), flow.over ?? '-', purpose];
}

function showPorts(range: PortRange): string {
  return `${range.first === range.last ? String(range.first) : `${range.first}-${range.last}`}/${range.protocol}`;
}
