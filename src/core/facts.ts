/** What a host is, gathered before anything is rendered. In templates and expressions these are `facts.os.family` and so on. */
export interface Facts {
  readonly hostname: string;
  readonly kernel: string;
  /** Machine hardware name, uname(1) -m. */
  readonly architecture: string;
  readonly os: {
    /** ID of os-release(5). */
    readonly id: string;
    /** VERSION_ID of os-release(5). */
    readonly version: string;
    /** `debian` or `rhel` by ID and ID_LIKE, else `other`. */
    readonly family: 'debian' | 'rhel' | 'other';
    readonly pretty_name: string;
  };
  readonly package_manager: 'apt' | 'dnf' | 'none';
  /** `systemd`, or `none` where no service manager answers. */
  readonly service_manager: 'systemd' | 'none';
  /** Boot id of the kernel, which changes with each boot. */
  readonly boot_id: string;
  readonly cpus: number;
  readonly memory_mb: number;
  /** Seconds since the epoch by the host's clock when it was asked. */
  readonly clock_s: number;
  /** Name of the default route's interface, or empty. */
  readonly default_interface: string;
}

const LIMIT = 200;

/**
 * Reads the answer of a `facts` request: lines `key=value`, those of os-release(5) as they stand there. What is missing or odd becomes empty, `none` or 0;
 * nothing is trusted.
 */
export function parseFacts(answer: string): Facts {
  const values = new Map<string, string>();
  for (const line of answer.split('\n')) {
    const equals = line.indexOf('=');
    if (equals > 0) values.set(line.slice(0, equals).toLowerCase(), printable(line.slice(equals + 1).replaceAll(/^["']|["']$/gu, '')));
  }
  const text = (key: string): string => values.get(key) ?? '';
  const count = (key: string): number => (/^\d{1,15}$/u.test(text(key)) ? Number(text(key)) : 0);
  const ids = [text('id'), ...text('id_like').split(' ')];
  const manager = text('package_manager');
  return {
    hostname: text('hostname'),
    kernel: text('kernel'),
    architecture: text('architecture'),
    os: {
      id: text('id'),
      version: text('version_id'),
      family: ids.some((id) => ['rhel', 'fedora', 'centos'].includes(id))
        ? 'rhel'
        : ids.some((id) => ['debian', 'ubuntu'].includes(id))
          ? 'debian'
          : 'other',
      pretty_name: text('pretty_name'),
    },
    package_manager: manager === 'apt' || manager === 'dnf' ? manager : 'none',
    service_manager: text('service_manager') === 'systemd' ? 'systemd' : 'none',
    boot_id: text('boot_id'),
    cpus: processors(text('online')),
    memory_mb: count('memory_mb'),
    clock_s: count('clock_s'),
    default_interface: text('default_interface'),
  };
}

/** How many processors are in the kernel's list of ranges: `0-3,6`. */
function processors(list: string): number {
  const ranges = list.split(',').map((range) => /^(\d{1,6})(?:-(\d{1,6}))?$/u.exec(range));
  return ranges.reduce((sum, range) => sum + (range === null ? 0 : Math.max(0, Number(range[2] ?? range[1]) - Number(range[1]) + 1)), 0);
}

function printable(text: string): string {
  // V8 needs a millisecond to get ready to look for characters of all alphabets.
  if (!/[^ -~]/u.test(text)) return text.slice(0, LIMIT);
  return text.replace(/[^\p{L}\p{N}\p{P}\p{S}\p{Zs}]/gu, '').slice(0, LIMIT);
}
