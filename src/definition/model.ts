import type { Content } from '../core/action.ts';
import type { Diagnostic, Source } from '../core/diagnostic.ts';
import type { Facts } from '../core/facts.ts';
import type { Inventory } from '../core/inventory.ts';
import type { JsonObject } from '../core/json.ts';
import type { StoredFile } from '../core/plan.ts';
import type { Resource } from '../core/resource.ts';
import type { ResourceType } from '../resources/define.ts';
import type { LargeSource } from '../resources/file-content.ts';
import type { YamlMapping, YamlNode } from './yaml-node.ts';
import type { Template } from './template-tree.ts';

/** What the operator may say on the command line about the inventory. */
export interface InventoryOptions {
  /** Home folder of the operator, for `~/` in key paths; absolute. */
  readonly home: string;
  /** Folder of the project, absolute: paths in messages are shown relative to it. */
  readonly projectFolder?: string;
  /** Login name that wins over the inventory (`-u`). */
  readonly user?: string;
  /** Login name of hosts for which nothing says one: the operator's own. */
  readonly defaultUser?: string;
  /** Private key file that is tried instead of the inventory's (`--private-key`); absolute. */
  readonly privateKey?: string;
  /** What `lab up` made; used when the inventory says `lab: true`. Keys here win over the inventory's. */
  readonly lab?: { readonly keys: readonly string[]; readonly user?: string };
}

/** Where the value of a secret comes from. */
export type SecretOrigin =
  /** File beside the inventory; absolute path. */
  | { readonly from: 'file'; readonly path: string }
  /** The same, encrypted with age. */
  | { readonly from: 'age'; readonly path: string }
  /** Variable of the controller's environment. */
  | { readonly from: 'env'; readonly variable: string }
  /** Asked at the prompt when it is first needed. */
  | { readonly from: 'prompt'; readonly question: string };

/** A secret of the site: its name stands in plans, its value nowhere. */
export interface Secret {
  readonly name: string;
  readonly origin: SecretOrigin;
  readonly source: Source;
}

/** How an account is become, as written at a play, a role or a task; what is not written is inherited. */
export interface Become {
  readonly become?: boolean;
  readonly user?: string;
  readonly method?: 'sudo' | 'su';
}

/** One entry of `tasks`. */
export interface Task {
  /** Undefined when it was not written: then the address of its resource stands for it. */
  readonly name?: string;
  /** Resource type, as written. */
  readonly type: string;
  readonly typeSource: Source;
  /** Parameters as written: they may hold templates and expressions. */
  readonly params: YamlMapping;
  readonly when?: YamlNode;
  readonly vars?: YamlMapping;
  readonly become: Become;
  readonly guarded: boolean;
  readonly disruptive: boolean;
  readonly source: Source;
}

/** A file that goes to hosts byte by byte. */
export interface RoleFile {
  /** Absolute path. */
  readonly path: string;
  /** Its content, read once: what is planned for one host is what is planned for all. Of a large file only the digest. */
  readonly content: () => Content | LargeSource;
  /** The large file as a plan names it, once its content was wanted. */
  readonly stored: () => { readonly digest: string; readonly stored: StoredFile } | undefined;
}

/** A folder of `roles/`. */
export interface Role {
  readonly name: string;
  /** Absolute path. */
  readonly folder: string;
  readonly description?: string;
  /** A sentence that the plan shows to whoever approves it. */
  readonly note?: string;
  readonly defaults?: YamlMapping;
  readonly tasks: readonly Task[];
  /** Parsed templates by path below `templates/`. */
  readonly templates: ReadonlyMap<string, Template>;
  /** By path below `files/`. */
  readonly files: ReadonlyMap<string, RoleFile>;
}

/** A role as a play uses it. */
export interface RoleUse {
  readonly role: string;
  readonly vars?: YamlMapping;
  readonly when?: YamlNode;
  readonly become: Become;
  readonly source: Source;
}

/** How many hosts of a play are worked on together: counts, or per cent of the play's hosts. */
export type Serial = { readonly count: number } | { readonly percent: number };

/** One entry of `plays`. */
export interface Play {
  readonly name: string;
  /** Host pattern, as written. */
  readonly hosts: string;
  readonly hostsSource: Source;
  readonly become: Become;
  readonly vars?: YamlMapping;
  /** Sizes of the batches, in order; the last repeats. Empty: all hosts at once. */
  readonly serial: readonly Serial[];
  /** So many hosts, or per cent of the play's hosts, may fail; undefined is no budget. */
  readonly maxFailures?: Serial;
  readonly roles: readonly RoleUse[];
  readonly tasks: readonly Task[];
  readonly source: Source;
}

/** A file of `playbooks/`. */
export interface Playbook {
  readonly name: string;
  /** Path as it is shown. */
  readonly file: string;
  readonly plays: readonly Play[];
}

/** Everything that was written, read. What could not be read is in `diagnostics` and left out. */
export interface Site {
  readonly inventory: Inventory;
  /** Variables of each host with their places: inventory, zone, groups and host laid over each other. */
  readonly hostVars: ReadonlyMap<string, YamlMapping>;
  readonly playbook: Playbook;
  readonly roles: ReadonlyMap<string, Role>;
  /** Names of roles that are there, whether used or not. */
  readonly roleNames: readonly string[];
  /** Resource types that tasks may use. */
  readonly types: readonly ResourceType[];
  readonly extraVars: JsonObject;
  readonly secrets: ReadonlyMap<string, Secret>;
  /** Where each zone, host, group and service was written, by name. */
  readonly places: ReadonlyMap<string, Source>;
  /** False when something in the inventory is wrong: then nothing is said that only follows from it. */
  readonly isInventorySound: boolean;
  /** SHA-256 (hex) of each file as it was read, by its path below the project's folder; files that go to hosts are in it when they were needed. */
  readonly digests: ReadonlyMap<string, string>;
  /** Everything that is wrong with the files themselves. */
  readonly diagnostics: readonly Diagnostic[];
}

/** What a task became for one host. `play` is an index into the playbook's plays. */
export type ExpandedItem =
  | { readonly play: number; readonly resource: Resource }
  /** Something unknown decides what is to be done; the host's plan ends before it. */
  | { readonly play: number; readonly deferred: { readonly task: string; readonly until: string } };

/** What all tasks became. */
export interface Expansion {
  /** By host name, in written order. A host without facts is not in it. */
  readonly hosts: ReadonlyMap<string, readonly ExpandedItem[]>;
  /** Large files of roles that resources name by their digests, by digest. */
  readonly stored: ReadonlyMap<string, StoredFile>;
  readonly diagnostics: readonly Diagnostic[];
}

/** The value that a resource of a host yielded, when it is known. */
export type KnownOutputs = (host: string, address: string, output: string) => string | undefined;

/** Turns what was written into resources. */
export type SiteExpander = (facts: ReadonlyMap<string, Facts>, outputs: KnownOutputs) => Promise<Expansion>;

/** What the operator may say on the command line about how tasks run. */
export interface ExpandOptions {
  /** Become another account in every play (`-b`). */
  readonly become?: boolean;
  readonly becomeUser?: string;
  readonly becomeMethod?: 'sudo' | 'su';
  /** Hosts whose mistakes count; undefined is every host. Others are expanded when their facts are there, since their outputs may be needed. */
  readonly limit?: readonly string[];
}
