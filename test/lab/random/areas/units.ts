import { oneOf, writeFile, type Area, type AreaCase, type AreaContext, type Disturbance, type Task } from '../area.ts';

const unitPath = '/etc/systemd/system/keeper.service';
const configPath = '/etc/keeper.conf';
const vendorPath = '/usr/lib/systemd/system/warden.service';

function unitText(comment: string): string {
  return `# ${comment}
[Service]
ExecStart=/bin/sh -c 'cat ${configPath} >/dev/null; exec sleep infinity'
ExecReload=/bin/true
[Install]
WantedBy=multi-user.target
`;
}

/** A unit that the role brings, with its configuration, and one that was there before. */
export const units: Area = (context) => {
  const parts = [
    ...(context.refuse || context.random.chance(0.7) ? [vendorUnit(context)] : []),
    ...(context.random.chance(0.9) ? [ownUnit(context)] : []),
  ];
  const refusal = parts.find((part) => part.refusal !== undefined)?.refusal;
  return {
    tasks: parts.flatMap((part) => part.tasks),
    disturbances: parts.flatMap((part) => part.disturbances),
    ...(refusal === undefined ? {} : { refusal }),
  };
};

function ownUnit({ random }: AreaContext): AreaCase {
  const tasks: Task[] = [
    { file: { path: unitPath, content: unitText('as declared') } },
    { file: { path: configPath, content: 'depth 2\n' } },
    {
      service: {
        name: 'keeper',
        ...(random.chance(0.3) ? { enabled: false } : {}),
        ...(random.chance(0.8) ? { runs_with: [`file:${unitPath}`, `file:${configPath}`] } : {}),
        ...(random.chance(0.4) ? { on_change: 'reload' } : {}),
      },
    },
  ];
  if (!random.chance(0.8)) return { tasks, disturbances: [] };
  const there = (comment: string): string =>
    `${writeFile(unitPath, unitText(comment))}\n${writeFile(configPath, 'depth 1\n')}\nsystemctl daemon-reload`;
  const same = `${there('as declared')}\n${writeFile(configPath, 'depth 2\n')}`;
  const disturbances = oneOf(random, {
    'unit of an older text, running': `${there('older')}\nsystemctl -q enable --now keeper`,
    'unit stopped': `${same}\nsystemctl -q enable keeper`,
    'unit disabled': `${same}\nsystemctl -q start keeper`,
    'unit failed': `${there('older')}\n${writeFile(unitPath, '[Service]\nExecStart=/bin/false\n[Install]\nWantedBy=multi-user.target\n')}\nsystemctl daemon-reload\nsystemctl start keeper || true\nfor i in 1 2 3 4 5 6 7 8 9 10; do systemctl -q is-failed keeper && break; sleep 0.1; done`,
    'configuration changed under a running unit': `${there('as declared')}\nsystemctl -q enable --now keeper\n${writeFile(configPath, 'depth 3\n')}`,
    'unit masked by a link': `ln -s /dev/null ${unitPath}\nsystemctl daemon-reload`,
  });
  return { tasks, disturbances };
}

function vendorUnit({ random, refuse }: AreaContext): AreaCase {
  const enabled = refuse || random.chance(0.5);
  const running = refuse || random.chance(0.5);
  const task: Task = { service: { name: 'warden', enabled, running } };
  const brought = `${writeFile(vendorPath, unitText('of a vendor'))}\n${writeFile(configPath, 'depth 1\n')}\nsystemctl daemon-reload`;
  if (refuse) {
    const disturbance: Disturbance = { kind: 'unit masked', script: `${brought}\nsystemctl -q mask warden` };
    return { tasks: [task], disturbances: [disturbance], refusal: { code: 'RB2002', address: 'service:warden' } };
  }
  const disturbances = oneOf(random, {
    'vendor unit enabled': `${brought}\nsystemctl -q enable warden`,
    'vendor unit running': `${brought}\nsystemctl -q start warden`,
    'vendor unit enabled and running': `${brought}\nsystemctl -q enable --now warden`,
    'vendor unit at rest': brought,
  });
  return { tasks: [task], disturbances };
}
