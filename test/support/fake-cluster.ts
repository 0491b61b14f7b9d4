import { INIT_CLUSTER, JOIN_NODE, NODE_STATE } from '../../src/resources/kubeadm-scripts.ts';
import { SELINUX_BOOT, SELINUX_RUNTIME } from '../../src/resources/selinux-script.ts';
import { done, failed, type FakeCommand } from './fake-commands.ts';
import type { FakeModel } from './fake-model.ts';

function set(model: FakeModel, entry: string, value: string): ReturnType<FakeCommand> {
  model.touched.push(entry);
  model.extra.set(entry, value);
  return done();
}

/** Becomes a node; a second attempt is what kubeadm refuses. */
function become(model: FakeModel, config: string, takesConfigAway: boolean): ReturnType<FakeCommand> {
  if (model.text(config) === undefined && !config.endsWith('kubeadm.yaml')) return failed(`open ${config}: no such file or directory`);
  if (model.extra.has('cluster:')) return failed('[preflight] Some fatal errors occurred');
  if (takesConfigAway) model.setPath(config, undefined);
  return set(model, 'cluster:', 'joined');
}

/** SELinux and kubeadm, as far as their resource types speak to them. */
export const clusterCommands: Readonly<Record<string, FakeCommand>> = {
  [SELINUX_RUNTIME]: (model) => done(model.extra.get('selinux:') ?? 'none'),
  [SELINUX_BOOT]: (model) => done(model.extra.get('boot:selinux') ?? 'unknown'),
  setenforce: (model, [mode]) => set(model, 'selinux:', mode === '1' ? 'enforcing' : 'permissive'),
  grubby: (model, words) => {
    model.touched.push('path:/boot/loader/entries/1.conf');
    model.extra.set('boot:selinux', words.includes('--args') ? 'all' : 'no');
    return done();
  },
  kubeadm: (_model, [verb, noun]) => (verb === 'config' && noun === 'validate' ? done('ok') : undefined),
  [NODE_STATE]: (model) => done(model.extra.get('cluster:') ?? 'absent'),
  [INIT_CLUSTER]: (model, [config = '']) => become(model, config, false),
  [JOIN_NODE]: (model, [config = '']) => become(model, config, true),
};
