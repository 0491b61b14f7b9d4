import type { Json } from '../../core/json.ts';
import type { Plan, PlannedHost, Step } from '../../core/plan.ts';
import { inSlices, insteadGive } from '../../core/turns.ts';
import { renderDiagnosticFor } from '../diagnostic.ts';
import { showLine } from '../show-value.ts';
import { padText, textWidth, wrapText } from '../text-width.ts';
import { count, listWords } from '../wording.ts';
import { countInterruptions, interruptionWords } from './plan-counts.ts';
import type { PlanPen } from './plan-layout.ts';
import { renderStep } from './step-lines.ts';
import { createStepLooks } from './step-looks.ts';

/** Hosts of one zone for which the plan shows the same. */
interface HostGroup {
  readonly first: PlannedHost;
  readonly hosts: PlannedHost[];
  readonly steps: readonly Step[];
}

/** The part of the plan about hosts, one block a host. Hosts of a zone for which the same is shown share a block, unless all is to be shown. */
export function* renderHosts(plan: Plan, consumers: ReadonlyMap<string, readonly string[]>, pen: PlanPen): Generator<readonly string[]> {
  const addressWidth = yield* insteadGive([], addressColumn(plan.steps, pen.width));
  const lookOf = createStepLooks((step) => renderStep(step, addressWidth, consumers, pen));
  const groups = yield* groupHosts(plan, pen.verbose, (host, steps) => [failureLines(host, pen), steps.map((step) => lookOf(step).number)]);
  const nameWidth = Math.min(24, Math.max(0, ...groups.map((group) => (group.hosts.length === 1 ? textWidth(groupName(group)) : 0))));
  let former = 1;
  for (const group of groups) {
    const block = [
      ...hostHead(group, nameWidth, addressWidth, pen),
      ...failureLines(group.first, pen),
      ...group.steps.flatMap((step) => {
        // Only texts are told otherwise where another host's block has them.
        if (step.texts === undefined) return lookOf(step).lines;
        return renderStep(step, addressWidth, consumers, { ...pen, host: step.host });
      }),
    ];
    // A block of several lines stands apart from its neighbours; hosts with nothing to say stand together.
    const isApart = group !== groups[0] && Math.max(block.length, former) > 1;
    yield isApart ? ['', ...block] : block;
    former = block.length;
  }
}

function failureLines({ failure }: PlannedHost, pen: PlanPen): readonly string[] {
  return failure === undefined ? [] : indentLines(renderDiagnosticFor(failure, [], { color: pen.color, width: pen.width - 2 }));
}

function hostHead(group: HostGroup, nameWidth: number, addressWidth: number, pen: PlanPen): readonly string[] {
  const { paint } = pen;
  const name = groupName(group);
  const counts = hostCounts(group);
  const head = `${padText(name, nameWidth)}   ${hostPlace(group)}`;
  const column = 4 + addressWidth + 2;
  const oneLine = `${padText(head, column - 2)}  ${counts}`;
  if (textWidth(oneLine) <= pen.width) return [paint('bold', name) + oneLine.slice(name.length)];
  const lines = wrapText(`${name}   ${hostPlace(group)}`, pen.width);
  return [...lines.map((line) => paint('bold', line)), ...wrapText(counts, pen.width - 2).map((line) => `  ${line}`)];
}

function hostPlace(group: HostGroup): string {
  const { first } = group;
  const via = first.via.length === 0 ? '' : `, via ${first.via.map(showLine).join(' and ')}`;
  return `${showLine(first.zone)}${via}${first.readOnly === true ? ', only read' : ''}`;
}

function groupName(group: HostGroup): string {
  return group.hosts.map((host) => showLine(host.name)).join(', ');
}

function hostCounts(group: HostGroup): string {
  const { first } = group;
  if (first.failure !== undefined) return group.hosts.length > 1 ? 'nothing can be planned for these' : 'nothing can be planned';
  const each = group.hosts.length > 1 ? ' each' : '';
  if (group.steps.length === 0) {
    const unchanged = first.unchanged;
    return unchanged === 0 ? 'nothing to do' : `nothing to change (${count(unchanged, 'resource')}${each})`;
  }
  return [count(group.steps.length, 'change'), ...interruptionWords(countInterruptions(group.steps))].join(', ') + each;
}

/** Groups hosts in order of their first appearance. Stops after each host, with nothing to show. */
function* groupHosts(
  plan: Plan,
  apart: boolean,
  /** Two hosts for which this is the same, as JSON, have the same to show. */
  bodyKey: (host: PlannedHost, steps: readonly Step[]) => Json,
): Generator<readonly string[], readonly HostGroup[]> {
  const groups = new Map<string, HostGroup>();
  const byHost = new Map<string, Step[]>();
  const sorting = inSlices(plan.steps, (step) => {
    const own = byHost.get(step.host);
    if (own === undefined) byHost.set(step.host, [step]);
    else own.push(step);
  });
  yield* insteadGive([], sorting);
  for (const host of plan.hosts) {
    if (host.readOnly === true && host.failure === undefined) continue;
    const steps = byHost.get(host.name) ?? [];
    const counts = hostCounts({ first: host, hosts: [host], steps });
    const key = apart ? host.name : JSON.stringify([host.zone, host.via, host.readOnly ?? false, counts, bodyKey(host, steps)]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { first: host, hosts: [host], steps });
    else group.hosts.push(host);
    yield [];
  }
  return [...groups.values()];
}

/** Columns for addresses: as wide as the widest that leaves room for a summary. */
function* addressColumn(steps: readonly Step[], width: number): Generator<undefined, number> {
  const most = Math.max(24, Math.min(60, Math.floor(width * 0.45)));
  const addresses = new Set<string>();
  yield* inSlices(steps, (step) => addresses.add(step.address));
  const widths = Array.from(addresses, (address) => textWidth(showLine(address))).filter((one) => one <= most);
  return Math.max(24, ...widths);
}

function indentLines(text: string): readonly string[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => `  ${line}`);
}

/** A sentence about the hosts that are contacted only to be read; undefined when there is none. */
export function readOnlySentence(plan: Plan): string | undefined {
  const names = plan.hosts.filter((host) => host.readOnly === true).map((host) => showLine(host.name));
  return names.length === 0 ? undefined : `Only read, for values that other hosts need: ${listWords(names)}.`;
}
