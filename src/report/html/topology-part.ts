import type { Plan, PlannedFlow, PlannedHost } from '../../core/plan.ts';
import { countInterruptions, type Interruptions } from '../plan/plan-counts.ts';
import { el, join, say, type Html } from './markup.ts';
import { topologyOf, type Chip } from './topology.ts';
import { drawTopology } from './topology-drawing.ts';
import { hostSummaries, type RunRecord } from './run-record.ts';
import { rowPart, tablePart, wayIn, widePart } from './table-part.ts';
import { counted, hostStatusWords, joined, kindWords, same } from './words.ts';
import type { Bilingual } from '../../core/codes/entry.ts';

/** Hosts up to which the table of hosts is open. */
const OPEN_HOSTS = 40;

/** Where the change happens: the drawing, the flows, the hosts. */
export function topologyPart(plan: Plan, run: RunRecord | undefined, anchor: string): Html {
  const topology = topologyOf(plan);
  const caption = `${anchor}topology-caption`;
  return join(
    el(
      'figure',
      {},
      widePart(caption, drawTopology(topology, chipWords, caption)),
      el(
        'figcaption',
        { id: caption },
        say({
          en: 'Zones with their hosts. ● and a thick frame: changed by this plan; ! with a point of no return; ✕ nothing could be planned. Dashed lines at the left: the way in, by SSH. Lines at the right: allowed flows, from the dot to the arrow; their numbers stand in the table.',
          ko: '구역과 호스트입니다. ●와 굵은 테두리는 이 계획이 변경하는 호스트, !는 되돌릴 수 없는 지점이 있는 호스트, ✕는 계획을 세우지 못한 호스트입니다. 왼쪽 점선은 SSH 접속 경로이고, 오른쪽 선은 허용된 흐름으로 점에서 화살표 방향이며 번호는 아래 표와 같습니다.',
        }),
      ),
    ),
    flowTable(plan, topology.leftOut, anchor),
    hostTable(plan, run, anchor),
  );
}

function chipWords(chip: Chip): Bilingual {
  const [only] = chip.hosts;
  if (only === undefined) return { en: 'no host of this plan', ko: '이 계획의 호스트가 아님' };
  if (chip.hosts.length > 1) {
    return {
      en: `${chip.hosts.length} hosts, ${chip.touched} changed`,
      ko: `호스트 ${chip.hosts.length}대, 변경 ${chip.touched}대`,
    };
  }
  return joined([same(only.address), hostWords(only, chip.steps)], ' · ');
}

function hostWords(host: PlannedHost, steps: number): Bilingual {
  if (host.failure !== undefined) return { en: 'not planned', ko: '계획 불가' };
  if (host.readOnly === true) return { en: 'only read', ko: '조회만' };
  return steps === 0 ? { en: 'no change', ko: '변경 없음' } : counted(steps, 'change', '변경', '건');
}

function flowTable(plan: Plan, leftOut: readonly number[], anchor: string): Html | undefined {
  if (plan.flows.length === 0) return undefined;
  const touched = new Set(plan.steps.map((step) => step.host));
  const changed = (flow: PlannedFlow): number => new Set([...flow.from.hosts, ...flow.to.hosts].filter((host) => touched.has(host))).size;
  const captionId = `${anchor}flow-caption`;
  return widePart(
    captionId,
    tablePart(
      {
        class: 'flows',
        caption: { en: 'Allowed flows that begin or end at hosts of this plan', ko: '이 계획의 호스트가 출발지나 목적지인 허용 흐름' },
        captionId,
      },
      [
        { en: 'No.', ko: '번호' },
        { en: 'From', ko: '출발지' },
        { en: 'To', ko: '목적지' },
        { en: 'Ports', ko: '포트' },
        { en: 'Over', ko: '경유' },
        { en: 'Purpose', ko: '용도' },
        { en: 'Ticket', ko: '승인 번호' },
        { en: 'Changed hosts', ko: '변경 호스트' },
      ],
      plan.flows.map((flow, index) =>
        rowPart(String(index + 1), [
          flow.from.names.join(', '),
          flow.to.names.join(', '),
          flow.ports.join(', '),
          flow.over ?? '–',
          flow.purpose,
          flow.ticket ?? '–',
          String(changed(flow)),
        ]),
      ),
    ),
    leftOut.length === 0
      ? undefined
      : el('p', { class: 'left' }, say({ en: `Not drawn: ${leftOut.join(', ')}.`, ko: `그림에 없는 번호: ${leftOut.join(', ')}` })),
  );
}

function hostTable(plan: Plan, run: RunRecord | undefined, anchor: string): Html {
  const steps = Map.groupBy(plan.steps, (step) => step.host);
  const results = run === undefined ? undefined : hostSummaries(run);
  const captionId = `${anchor}host-caption`;
  const table = tablePart(
    { class: 'host-table', caption: { en: 'Hosts', ko: '호스트' }, captionId },
    [
      { en: 'Host', ko: '호스트' },
      { en: 'Zone', ko: '구역' },
      { en: 'Address', ko: '주소' },
      { en: 'Way in', ko: '접속 경로' },
      { en: 'Groups', ko: '그룹' },
      { en: 'Changes', ko: '변경' },
      { en: 'Interruptions', ko: '중단' },
      ...(results === undefined ? [] : [{ en: 'Result', ko: '결과' }]),
    ],
    plan.hosts.map((host) => {
      const own = steps.get(host.name) ?? [];
      const kinds = (['create', 'update', 'delete'] as const).flatMap((kind): readonly Bilingual[] => {
        const number = own.filter((step) => step.change.kind === kind).length;
        return number === 0 ? [] : [{ en: `${number} ${kindWords[kind].en}`, ko: `${kindWords[kind].ko} ${number}` }];
      });
      const result = results?.get(host.name);
      return rowPart(
        own.length > 0 ? ['● ', host.name] : host.name,
        [
          host.zone,
          host.address,
          wayIn(host.via),
          host.groups.length === 0 ? '–' : host.groups.join(', '),
          say(kinds.length === 0 ? hostWords(host, 0) : joined(kinds)),
          say(interruptionWords(countInterruptions(own))),
          ...(results === undefined ? [] : [result === undefined ? '–' : resultOf(result.status)]),
        ],
        own.length > 0 ? { class: 'touched' } : {},
      );
    }),
  );
  const inside = widePart(captionId, table);
  if (plan.hosts.length <= OPEN_HOSTS) return inside;
  return el(
    'details',
    {},
    el('summary', {}, say({ en: `All ${plan.hosts.length} hosts`, ko: `전체 호스트 ${plan.hosts.length}대` })),
    inside,
  );
}

function resultOf(status: keyof typeof hostStatusWords): Html {
  const good = status === 'ok' || status === 'changed';
  return el('strong', { class: good ? 'good' : 'bad' }, good ? '✓ ' : '✕ ', say(hostStatusWords[status]));
}

/** What is interrupted: `2 starts, 1 reboot`; a dash when nothing is. */
export function interruptionWords(seen: Interruptions): Bilingual {
  const parts = [
    ...(seen.starts > 0 ? [counted(seen.starts, 'start', '시작', '회')] : []),
    ...(seen.restarts > 0 ? [counted(seen.restarts, 'restart', '재시작', '회')] : []),
    ...(seen.reloads > 0 ? [counted(seen.reloads, 'reload', '설정 다시 읽기', '회')] : []),
    ...(seen.stops > 0 ? [counted(seen.stops, 'stop', '중지', '회')] : []),
    ...(seen.reboots > 0 ? [counted(seen.reboots, 'reboot', '재부팅', '회')] : []),
  ];
  return parts.length === 0 ? same('–') : joined(parts);
}
