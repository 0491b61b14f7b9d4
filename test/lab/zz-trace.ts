import { createBench, inPlay } from '../support/engine-bench.ts';
import { openCountedHost } from './support/counted-host.ts';
import { nodeWork } from './support/node-work.ts';
const shell = process.argv[2] ?? 'dash';
const trace = process.argv[3];
const host = await openCountedHost(
  trace ? `strace -f -s 60 -e trace=clone,clone3,fork,vfork,execve,exit_group -o ${trace} ${shell}` : shell,
);
const bench = createBench({ sessions: [host.session], items: () => ({ here: inPlay(0, ...nodeWork()) }) });
let n0 = 0;
let n1 = 0;
let n2 = 0;
let plan: any;
n0 = await host.forksOf(async () => {
  plan = await bench.plan();
});
if (process.env.SHOW) {
  for (const s of plan.steps)
    console.log(
      JSON.stringify({
        id: s.id,
        r: s.requests,
        a: s.actions.map((x: any) => (x.do === 'write' ? { ...x, content: 0 } : x)),
        k: s.keep,
        b: s.before,
        af: s.after,
      }),
    );
}
n1 = await host.forksOf(async () => {
  await bench.apply(plan);
});
n2 = await host.forksOf(async () => {
  await bench.plan();
});
console.log({ shell, steps: plan.steps.length, plan: n0, apply: n1, nothing: n2 });
console.log(
  bench
    .of('step_done')
    .map((e: any) => e.status + (e.output ? ': ' + e.output : ''))
    .join(' '),
);
console.log(JSON.stringify(bench.of('step_done').filter((e: any) => e.status !== 'changed')));
await host.close();
