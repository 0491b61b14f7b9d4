import type { LabProject } from './lab-project.ts';

/** Tasks of ten steps, of which one waits until /root/go is there; each leaves its name in /root/work, and is done when its own file is there. */
export function tasks(name: string, waiting?: number): string {
  return Array.from({ length: 10 }, (_, index) => {
    const step = `${name}-${index}`;
    const script = `echo ${step} | tee -a /root/work >/root/done-${step}; ${index === waiting ? 'until [ -e /root/go ]; do sleep 0.1; done' : ':'}`;
    return `- command: { name: ${step}, argv: [sh, -c, "${script}"], creates: /root/done-${step}, timeout_s: 60 }\n`;
  }).join('');
}

/** A playbook that does one role as root on the hosts of the zone `internal`. */
export function playbook(role: string): string {
  return `plays:\n  - { name: Work, hosts: internal, become: true, roles: [${role}] }\n`;
}

/** The steps that a host has done, in their order. */
export async function workOn(project: LabProject, host: string): Promise<readonly string[]> {
  const text = await project.inside(host, 'cat /root/work 2>/dev/null || :');
  return text.split('\n').filter((line) => line !== '');
}
