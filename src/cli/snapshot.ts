import { join } from 'node:path';
import { startupSnapshot } from 'node:v8';
import { loadSite, validateSite } from '../definition/site.ts';
import './apply.ts';
import './plan.ts';
import { start } from './start.ts';
import './validate.ts';

/**
 * What `.config/compile.ts` makes a snapshot of (Node's `--build-snapshot`): a process that has loaded the verbs that reach hosts, and has read a site once, so
 * that the code for it is compiled. Node goes on from there with `start`. Nothing of this machine or its user may be looked at before.
 */
const top = join(import.meta.dirname, '../..');
try {
  const site = loadSite({
    inventoryFolder: join(top, 'inventory/example'),
    inventoryOptions: { home: '/', projectFolder: top, defaultUser: 'root' },
    playbookFile: join(top, 'playbooks/site.yml'),
    rolesFolder: join(top, 'roles'),
    extraVars: {},
  });
  validateSite(site);
} catch {
  // The example may be gone: then that code is compiled when it is first needed.
}
startupSnapshot.setDeserializeMainFunction(() => start('snapshot'));
