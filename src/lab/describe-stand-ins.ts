import { labStandIns } from './host-content.ts';
import { standIns, type StandIn } from './stand-ins/stand-ins.ts';

const begin = '<!-- stand-ins -->\n';
const end = '<!-- end of stand-ins -->\n';

/** Puts the list of every stand-in, as Markdown, between the two marks of a page. Throws when the page lacks a mark. */
export function putStandIns(page: string): string {
  const [before, rest] = cut(page, begin);
  const [, after] = cut(rest, end);
  return `${before}${begin}\n${[...labStandIns(true), ...standIns].map(describe).join('\n')}\n${end}${after}`;
}

function describe(one: StandIn): string {
  return [
    `### ${one.name}`,
    '',
    ...(one.family === 'rpm' ? ['Only on hosts of the RPM family.', ''] : []),
    `- Why: ${one.why}.`,
    `- Source: ${one.source}.`,
    `- Lacks: ${one.lacks}.`,
    '',
  ].join('\n');
}

function cut(text: string, mark: string): readonly [string, string] {
  const at = text.indexOf(mark);
  if (at < 0) throw new Error(`the page lacks the line ${mark.trim()}`);
  return [text.slice(0, at), text.slice(at + mark.length)];
}
