import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { median, type Results, type Run } from './records.ts';

/** A line of the file of simulated sites: hosts that are no sshd but objects in the same process. */
const simulatedSchema = z.looseObject({ hosts: z.number(), planS: z.number(), controllerS: z.number(), largestKiB: z.number() });
type Simulated = z.infer<typeof simulatedSchema>;

interface Point {
  readonly x: number;
  readonly y: number;
}

interface Series {
  readonly tool: string;
  readonly points: readonly Point[];
  readonly isDashed?: boolean;
}

interface Panel {
  readonly title: string;
  readonly unit: string;
  readonly x: string;
  readonly series: readonly Series[];
}

const COLOURS: Readonly<Record<string, string>> = {
  runbook: '#0b6e4f',
  'runbook-plain': '#58b09c',
  'runbook, simulated': '#0b6e4f',
  script: '#555555',
  mitogen: '#c07a00',
  pyinfra: '#6a4fb3',
  ansible: '#c22f2f',
};
const WIDTH = 430;
const HEIGHT = 300;
const LEFT = 88;
const RIGHT = 16;
const TOP = 44;
const BOTTOM = 44;
const HEAD = 62;
const COLUMNS = 3;

/** Draws how time, CPU, bytes and memory grow with hosts and with the way to them, as one SVG picture. Both axes are logarithmic. */
export function plotOf(results: Results, simulatedFile: string): string {
  const runs = results.runs.filter((run) => run.phase === 'noop');
  const simulated = readSimulated(simulatedFile);
  const byHosts = (of: (run: Run) => number): readonly Series[] =>
    seriesOf(
      runs.filter((run) => run.rtt === 40),
      (run) => run.hosts,
      of,
    );
  const made = (of: (one: Simulated) => number): readonly Series[] =>
    simulated.length === 0
      ? []
      : [{ tool: 'runbook, simulated', points: simulated.map((one) => ({ x: one.hosts, y: of(one) })), isDashed: true }];
  const byWay = seriesOf(
    runs.filter((run) => run.hosts === 10),
    (run) => run.rtt,
    (run) => run.wallS,
  );
  const panels: readonly Panel[] = [
    { title: 'Wall time', unit: 's', x: 'hosts', series: [...byHosts((run) => run.wallS), ...made((one) => one.planS)] },
    {
      title: 'CPU of the controller',
      unit: 's',
      x: 'hosts',
      series: [...byHosts((run) => run.controllerS), ...made((one) => one.controllerS)],
    },
    {
      title: 'Memory of the controller, all processes',
      unit: 'MB',
      x: 'hosts',
      series: [...byHosts((run) => run.memoryKiB / 1024), ...made((one) => one.largestKiB / 1024)],
    },
    { title: 'Sent to the bastion', unit: 'KiB', x: 'hosts', series: byHosts((run) => Math.max(1, run.sentKiB)) },
    { title: 'CPU of all hosts', unit: 's', x: 'hosts', series: byHosts((run) => Math.max(0.01, run.hostsS)) },
    { title: 'Wall time, 10 hosts', unit: 's', x: 'ms to the bastion and back', series: byWay },
  ];
  const rows = Math.ceil(panels.length / COLUMNS);
  const size = { width: WIDTH * COLUMNS, height: HEAD + HEIGHT * rows };
  const tools = [...new Set(panels.flatMap((panel) => panel.series.map((one) => one.tool)))];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${size.height}" width="${size.width}" height="${size.height}" font-family="system-ui, sans-serif" font-size="12" fill="#222">`,
    `<rect width="100%" height="100%" fill="#fff"/>`,
    `<text x="${LEFT}" y="24" font-size="16" font-weight="600">Nothing to change, 40 ms to the bastion and back: what a run takes</text>`,
    ...legend(tools),
    ...panels.map((panel, index) => drawPanel(panel, (index % COLUMNS) * WIDTH, HEAD + Math.floor(index / COLUMNS) * HEIGHT)),
    '</svg>\n',
  ].join('\n');
}

function readSimulated(file: string): readonly Simulated[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  return lines.map((line) => simulatedSchema.parse(JSON.parse(line))).sort((one, other) => one.hosts - other.hosts);
}

function seriesOf(runs: readonly Run[], x: (run: Run) => number, y: (run: Run) => number): readonly Series[] {
  return [...new Set(runs.map((run) => run.tool))].map((tool) => {
    const own = runs.filter((run) => run.tool === tool);
    const places = [...new Set(own.map(x))].sort((a, b) => a - b);
    return { tool, points: places.map((place) => ({ x: place, y: median(own.filter((run) => x(run) === place).map(y)) })) };
  });
}

function legend(tools: readonly string[]): readonly string[] {
  let at = LEFT;
  return tools.map((tool) => {
    const dashes = tool.includes('simulated') ? ' stroke-dasharray="4 3"' : '';
    const text = `<line x1="${at}" y1="44" x2="${at + 22}" y2="44" stroke="${colourOf(tool)}" stroke-width="2.5"${dashes}/><text x="${at + 28}" y="48">${tool}</text>`;
    at += 28 + tool.length * 6.6 + 24;
    return text;
  });
}

function drawPanel(panel: Panel, left: number, top: number): string {
  const points = panel.series.flatMap((one) => one.points);
  if (points.length === 0) return '';
  const xs = [...new Set(points.map((point) => point.x))].sort((a, b) => a - b);
  const hasZero = xs[0] === 0;
  const [lowX, highX] = hasZero ? [0, xs.at(-1) ?? 1] : [Math.log10(xs[0] ?? 1), Math.log10(Math.max((xs.at(-1) ?? 1) * 1.001, 2))];
  const ys = points.map((point) => point.y);
  const [lowY, highY] = [Math.floor(Math.log10(Math.min(...ys))), Math.ceil(Math.log10(Math.max(...ys)) + 1e-9)];
  const placeX = (x: number): number => LEFT + (((hasZero ? x : Math.log10(x)) - lowX) / (highX - lowX || 1)) * (WIDTH - LEFT - RIGHT);
  const placeY = (y: number): number => HEIGHT - BOTTOM - ((Math.log10(y) - lowY) / (highY - lowY || 1)) * (HEIGHT - TOP - BOTTOM);
  const powers = Array.from({ length: highY - lowY + 1 }, (_, index) => 10 ** (lowY + index));
  return [
    `<g transform="translate(${left} ${top})">`,
    `<text x="${LEFT}" y="26" font-weight="600">${panel.title}</text>`,
    ...powers.map(
      (power) =>
        `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${fixed(placeY(power))}" y2="${fixed(placeY(power))}" stroke="#e2e2e2"/><text x="${LEFT - 6}" y="${fixed(placeY(power) + 4)}" text-anchor="end">${short(power)} ${panel.unit}</text>`,
    ),
    ...ticks(xs, placeX).map(
      (x) => `<text x="${fixed(placeX(x))}" y="${HEIGHT - BOTTOM + 18}" text-anchor="middle">${x.toLocaleString('en')}</text>`,
    ),
    `<text x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 8}" text-anchor="middle" fill="#555">${panel.x}</text>`,
    ...panel.series.map((one) => drawSeries(one, placeX, placeY)),
    '</g>',
  ].join('\n');
}

/** Marks of the axis: measured places, without those that would lie on one another. */
function ticks(xs: readonly number[], place: (x: number) => number): readonly number[] {
  const chosen: number[] = [];
  for (const x of xs.toReversed()) {
    const last = chosen.at(-1);
    if (last === undefined || place(last) - place(x) > 34) chosen.push(x);
  }
  return chosen;
}

function drawSeries(series: Series, placeX: (x: number) => number, placeY: (y: number) => number): string {
  const places = series.points.map((point) => `${fixed(placeX(point.x))},${fixed(placeY(point.y))}`);
  const colour = colourOf(series.tool);
  const dashes = series.isDashed === true ? ' stroke-dasharray="4 3"' : '';
  const dots = places.map((place) => {
    const [x, y] = place.split(',');
    return `<circle cx="${x}" cy="${y}" r="3" fill="${colour}"/>`;
  });
  return `<polyline points="${places.join(' ')}" fill="none" stroke="${colour}" stroke-width="2"${dashes}/>${dots.join('')}`;
}

function colourOf(tool: string): string {
  return COLOURS[tool] ?? '#000000';
}

function short(value: number): string {
  return value >= 1 ? value.toLocaleString('en') : String(Number(value.toPrecision(1)));
}

function fixed(value: number): string {
  return value.toFixed(1);
}
