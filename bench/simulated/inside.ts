/** What `bench/simulated-hosts.ts` starts: applies the playbook of the project in the current folder to simulated hosts, and tells what it cost. */
import { readFileSync } from 'node:fs';

const loadedAtMs = performance.now();
const { applyToSimulated } = await import('../../test/support/simulated-site.ts');
const { createRedactor } = await import('../../src/core/redact.ts');
const { TurnMeter } = await import('./turn-meter.ts');
const modulesMs = performance.now() - loadedAtMs;
const meter = new TurnMeter();
const secrets = createRedactor([]);
// With a secret that is known every event and the plan are searched for it.
if (process.argv.includes('--secret')) secrets.add([{ name: 'token', value: 'a1b2c3d4e5f6' }]);
const { made, exitCode } = await meter.part('all', () =>
  applyToSimulated(
    {
      argv: [],
      env: {},
      cwd: process.cwd(),
      home: process.cwd(),
      user: 'kim',
      stdin: process.stdin,
      stdout: process.stdout,
      stderr: process.stderr,
      secrets,
      secretVariables: new Set(),
      self: [],
      onInterrupt: () => () => undefined,
      onEnd: () => () => undefined,
      leave: (code) => process.exit(code),
    },
    (name, work) => meter.part(name, work),
  ),
);
// The turn of the end, and what the monitor tells late.
await new Promise((resolve) => {
  setTimeout(resolve, 20);
});
const { user, system } = process.cpuUsage();
process.send?.(
  {
    exitCode,
    steps: made.plan.steps.length,
    modulesMs,
    longestDelayMs: meter.longestDelayMs(),
    controllerS: (user + system) / 1e6,
    largestKiB: Number(/^VmHWM:\s*(\d+) kB$/mu.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]),
    parts: Object.fromEntries(meter.parts),
  },
  () => process.exit(),
);
