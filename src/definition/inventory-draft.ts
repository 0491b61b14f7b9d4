import type { Source } from '../core/diagnostic.ts';
import type { Flow, JournalDemand, Service } from '../core/inventory.ts';
import type { Ipv4Network } from '../core/flows/ipv4.ts';
import type { YamlMapping } from './yaml-node.ts';

/** A text with its place. */
export interface Written {
  readonly text: string;
  readonly source: Source;
}

/** Login settings as written at one place; what is not written comes from further out. */
export interface SshDraft {
  readonly user?: string;
  readonly port?: number;
  readonly keys?: readonly string[];
  readonly agent?: boolean;
  readonly ahead?: boolean;
}

/** A zone as written. */
export interface ZoneDraft {
  readonly name: string;
  readonly source: Source;
  readonly cidrs: readonly (Written & { readonly network: Ipv4Network })[];
  readonly via: readonly Written[];
  readonly online: boolean;
  readonly concurrency?: number;
  readonly ssh: SshDraft;
  readonly vars?: YamlMapping;
}

/** A host as written. */
export interface HostDraft {
  readonly name: string;
  readonly source: Source;
  readonly zone?: Written;
  readonly address?: Written & { readonly network: Ipv4Network };
  readonly groups: readonly Written[];
  readonly via?: readonly Written[];
  readonly connection?: 'local';
  readonly hostKeys: readonly string[];
  readonly ssh: SshDraft;
  readonly vars?: YamlMapping;
}

/** A group as written under `groups`. */
export interface GroupDraft {
  readonly name: string;
  readonly source: Source;
  readonly children: readonly Written[];
  readonly hosts: readonly Written[];
  readonly ssh: SshDraft;
  readonly vars?: YamlMapping;
}

/** A flow with the places of its names. */
export interface FlowDraft {
  readonly flow: Flow;
  readonly names: readonly Written[];
}

/** What the files of an inventory say, put together and not yet checked against each other. */
export interface InventoryDraft {
  lab: boolean;
  ssh: SshDraft;
  vars?: YamlMapping;
  readonly zones: ZoneDraft[];
  readonly hosts: HostDraft[];
  readonly groups: GroupDraft[];
  readonly services: (Service & { readonly source: Source })[];
  readonly flows: FlowDraft[];
  readonly demand: JournalDemand[];
  guardSeconds?: number;
}
