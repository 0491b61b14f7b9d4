import type { Plan } from '../../core/plan.ts';
import { blastLines } from '../plan/blast-radius.ts';
import { roughMs } from '../plan/duration-sentence.ts';
import { el, english, join, say, type Html } from './markup.ts';
import { spent } from './words.ts';

/** How far the change reaches: of each zone and group, how many of its hosts are changed, and what that interrupts. Undefined when none is. */
export function reachPart(plan: Plan): Html | undefined {
  const touched = new Set(plan.steps.map((step) => step.host));
  const hosts = plan.hosts.filter((host) => touched.has(host.name));
  const zones = [...new Set(hosts.map((host) => host.zone))];
  const groups = [...new Set(hosts.flatMap((host) => host.groups))];
  const words = (name: string, number: number): string => {
    const size = Object.hasOwn(plan.sizes, name) ? plan.sizes[name] : undefined;
    return size === undefined ? `${name} ${number}` : `${name} ${number}/${size}`;
  };
  const list = (names: readonly string[], has: (host: Plan['hosts'][number], name: string) => boolean): string =>
    names.map((name) => words(name, hosts.filter((host) => has(host, name)).length)).join(', ');
  if (hosts.length === 0) return undefined;
  return join(
    el(
      'p',
      {},
      say({ en: 'Hosts changed of each zone: ', ko: '구역별 변경 호스트: ' }),
      list(zones, (host, name) => host.zone === name),
    ),
    groups.length === 0
      ? undefined
      : el(
          'p',
          {},
          say({ en: 'of each group: ', ko: '그룹별: ' }),
          list(groups, (host, name) => host.groups.includes(name)),
        ),
    // The first sentence says what stands above.
    blastLines(plan)
      .slice(1)
      .map((line) => el('p', {}, english(line))),
  );
}

/** How long it will take, as former runs tell, and of how many steps they tell nothing. */
export function durationPart(plan: Plan): Html {
  const { duration } = plan;
  if (duration === undefined)
    return say({ en: 'not known: there is no former run to judge from', ko: '알 수 없음: 판단할 이전 실행이 없습니다' });
  const unknown = plan.steps.length - duration.steps;
  const about = spent(roughMs(duration.estimateMs));
  return join(
    say(
      unknown === 0
        ? { en: `about ${about.en}, by former runs`, ko: `약 ${about.ko} (이전 실행 기준)` }
        : {
            en: `about ${about.en}, by former runs, for ${duration.steps} of ${plan.steps.length} steps; of the other ${unknown} nothing is known`,
            ko: `약 ${about.ko} (이전 실행 기준, 단계 ${plan.steps.length}개 중 ${duration.steps}개). 나머지 ${unknown}개는 알 수 없습니다`,
          },
    ),
    duration.last === undefined
      ? undefined
      : say({
          en: `. The run ${duration.last.run} took ${spent(duration.last.durationMs).en} for ${duration.last.changed} changes.`,
          ko: `. 실행 ${duration.last.run}은(는) 변경 ${duration.last.changed}건에 ${spent(duration.last.durationMs).ko} 걸렸습니다.`,
        }),
  );
}
