import { createBench, inPlay } from '../support/engine-bench.ts';
import { openCountedHost } from './support/counted-host.ts';
import { nodeWork } from './support/node-work.ts';
const host = await openCountedHost('dash');
const s = host.session;
const spy = {
  ...s,
  execute: (steps: any, ...r: any[]) => {
    console.log('FRAME', steps.length);
    for (const x of steps) console.log(JSON.stringify({ ...x, actions: x.actions.map((a: any) => a.do) }));
    return (s as any).execute(steps, ...r);
  },
};
const bench = createBench({ sessions: [spy as any], items: () => ({ here: inPlay(0, ...nodeWork()) }) });
const plan = await bench.plan();
await bench.apply(plan);
await host.close();
