/** What keeps a file system from taking a file, by the words of the C library (strerror(3)), and how to mend it on the host. */
const causes: readonly { readonly words: RegExp; readonly mend: (folder: string, path: string) => string }[] = [
  {
    words: /No space left on device|Disk quota exceeded/u,
    mend: (folder) => `make room there: df -h ${folder}; df -i ${folder}; quota. Then run again`,
  },
  {
    words: /Read-only file system/u,
    mend: (folder) =>
      `see which file system it is and why (findmnt -T ${folder}; dmesg: an ext4 with errors goes read-only), mount it read-write, then run again`,
  },
  {
    words: /Operation not permitted|Permission denied/u,
    mend: (folder, path) =>
      `see who may write there and whether it is immutable (ls -ld ${folder} ${path}; lsattr -d ${folder} ${path}; chattr -i), or what SELinux or AppArmor denies, then run again`,
  },
  {
    words: /the folder .* is not there|No such file or directory/u,
    mend: (folder) => `declare ${folder} in front of the file (directory), or find out who removed it, then run again`,
  },
  {
    words: /Input\/output error/u,
    mend: (folder) => `look after the disk below ${folder} (dmesg, smartctl) before anything else is written to it`,
  },
];

/** How to mend that a file could not be written, from what the host said. Undefined when nothing is known about that. */
export function mendOfWrite(path: string, said: string): string | undefined {
  const cause = causes.find((one) => one.words.test(said));
  return cause?.mend(path.slice(0, path.lastIndexOf('/')) || '/', path);
}
