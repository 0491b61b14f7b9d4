import type { Bilingual } from '../../core/codes/entry.ts';
import { cutText } from '../text-width.ts';
import { drawnText, el, join, sayDrawn, type Html } from './markup.ts';
import type { Band, Chip, Lane, Topology } from './topology.ts';

const WIDTH = 760;
const LEFT = 64;
const CHIP = { width: 164, height: 38, gap: 8 };
const HEAD = 24;
const LANE = 24;

interface Placed {
  readonly band: Band;
  readonly y: number;
  readonly height: number;
}

/** How a chip is said below its name. */
export type ChipWords = (chip: Chip) => Bilingual;

/** The drawing: a row for each zone with its hosts, the way in at the left, the flows at the right. `caption` is the id of its description. */
export function drawTopology(topology: Topology, chipWords: ChipWords, caption: string): Html {
  const gutter = topology.flows.length * LANE + (topology.flows.length === 0 ? 0 : 16);
  const inner = WIDTH - 2 - LEFT - gutter;
  const columns = Math.max(1, Math.floor((inner - CHIP.gap) / (CHIP.width + CHIP.gap)));
  let y = 22;
  const placed = topology.bands.map((band): Placed => {
    const rows = Math.ceil(band.chips.length / columns);
    const height = HEAD + rows * (CHIP.height + CHIP.gap) + 4;
    const one = { band, y, height };
    y += height + 14;
    return one;
  });
  const right = LEFT + inner;
  const ports = attachments(topology, placed);
  return el(
    'svg',
    { role: 'img', viewBox: `0 0 ${WIDTH} ${y}`, 'aria-labelledby': caption },
    placed.map((one) => drawBand(one, inner, columns, chipWords)),
    topology.ways.map((lane, index) =>
      drawLane(lane, { x: LEFT - 18 - index * 15, edge: LEFT, side: 'way', yOf: (place, role) => ports(`way ${index} ${role}`, place) }),
    ),
    topology.flows.map((lane, index) =>
      drawLane(lane, {
        x: right + 20 + index * LANE,
        edge: right,
        side: 'flow',
        yOf: (place, role) => ports(`flow ${index} ${role}`, place),
      }),
    ),
  );
}

function drawBand({ band, y, height }: Placed, inner: number, columns: number, chipWords: ChipWords): Html {
  return el(
    'g',
    {},
    el('rect', { class: `band ${band.kind}`, x: LEFT, y, width: inner, height, rx: 4 }),
    el('text', { class: 'zone', x: LEFT + 10, y: y + 16 }, bandTitle(band)),
    band.chips.map((chip, index) => {
      const x = LEFT + CHIP.gap + (index % columns) * (CHIP.width + CHIP.gap);
      return drawChip(chip, x, y + HEAD + Math.floor(index / columns) * (CHIP.height + CHIP.gap), chipWords);
    }),
  );
}

function bandTitle(band: Band): Html {
  switch (band.kind) {
    case 'machine':
      return sayDrawn({ en: 'Where the program runs', ko: '프로그램을 실행하는 곳' });
    case 'zone':
      return join(sayDrawn({ en: 'zone\u00a0', ko: '구역\u00a0' }), drawnText(cutText(band.name, 30)));
    case 'other':
      return sayDrawn({ en: 'Named in flows, no hosts of this plan', ko: '흐름에만 나오며 이 계획의 호스트가 아님' });
  }
}

/** Changed hosts have a thick frame, a bar at their left and a sign before the name; nothing hangs on a colour. */
function drawChip(chip: Chip, x: number, y: number, chipWords: ChipWords): Html {
  const failed = chip.hosts.some((host) => host.failure !== undefined);
  const kind = failed ? 'failed' : chip.touched > 0 ? 'touched' : 'quiet';
  const sign = failed ? '✕ ' : chip.noReturn ? '! ' : chip.touched > 0 ? '● ' : '';
  return el(
    'g',
    {},
    el('rect', { class: `chip ${kind}`, x, y, width: CHIP.width, height: CHIP.height, rx: 3 }),
    kind === 'quiet' ? undefined : el('rect', { class: `bar ${kind}`, x, y, width: 5, height: CHIP.height }),
    el('text', { class: 'name', x: x + 12, y: y + 16 }, sign, drawnText(cutText(chip.name, 19))),
    el('text', { class: 'small', x: x + 12, y: y + 31 }, sayDrawn(chipWords(chip))),
  );
}

interface LanePlace {
  readonly x: number;
  /** Where the rows end at that side. */
  readonly edge: number;
  readonly side: 'way' | 'flow';
  readonly yOf: (place: number, role: 'from' | 'to') => number;
}

/** A line beside the rows: a dot where it begins, an arrow where it leads to. */
function drawLane(lane: Lane, { x, edge, side, yOf }: LanePlace): Html {
  const starts = lane.from.map((place) => yOf(place, 'from'));
  const ends = lane.to.map((place) => yOf(place, 'to'));
  const top = Math.min(...starts, ...ends);
  const bottom = Math.max(...starts, ...ends);
  const inward = side === 'way' ? -1 : 1;
  const width = 8 + lane.label.length * 6.4;
  return el(
    'g',
    { class: side },
    el('line', { x1: x, y1: top, x2: x, y2: bottom }),
    starts.map((y) => join(el('line', { x1: edge, y1: y, x2: x, y2: y }), el('circle', { cx: edge, cy: y, r: 3 }))),
    ends.map((y) =>
      join(
        el('line', { x1: x, y1: y, x2: edge, y2: y }),
        el('polygon', { points: `${edge},${y} ${edge + inward * 8},${y - 4} ${edge + inward * 8},${y + 4}` }),
      ),
    ),
    side === 'way' || lane.label === ''
      ? undefined
      : join(
          el('rect', { class: 'tag', x: x - width / 2, y: top - 18, width, height: 15, rx: 7 }),
          el('text', { class: 'number', x, y: top - 7, 'text-anchor': 'middle' }, drawnText(lane.label)),
        ),
  );
}

/** A height of its own for each line that touches a row, evenly over the row's edge. */
function attachments(topology: Topology, placed: readonly Placed[]): (key: string, place: number) => number {
  const side = (lanes: readonly Lane[], name: string): ReadonlyMap<string, number> => {
    const touching = placed.map((_, place) =>
      lanes.flatMap((lane, index) => [
        ...(lane.from.includes(place) ? [`${name} ${index} from ${place}`] : []),
        ...(lane.to.includes(place) ? [`${name} ${index} to ${place}`] : []),
      ]),
    );
    return new Map(
      touching.flatMap((keys, place) => {
        const { y = 0, height = 0 } = placed[place] ?? {};
        return keys.map((key, index): readonly [string, number] => [key, Math.round(y + (height * (index + 1)) / (keys.length + 1))]);
      }),
    );
  };
  const heights = new Map([...side(topology.flows, 'flow'), ...side(topology.ways, 'way')]);
  return (key, place) => heights.get(`${key} ${place}`) ?? 0;
}
