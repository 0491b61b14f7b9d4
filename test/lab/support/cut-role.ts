/** A file that a service reads, a pause between the two in which a test can cut something off, and a file at the end. */
export const cutRole: Readonly<Record<string, string>> = {
  'playbooks/cut.yml': 'plays:\n  - { name: Cut, hosts: all, become: true, roles: [cut] }\n',
  'roles/cut/defaults.yml': 'cut_version: "1"\n',
  'roles/cut/tasks.yml': `
- directory: { path: /etc/cut, mode: "0755" }
- file:
    path: /etc/systemd/system/cut.service
    mode: "0644"
    content: |
      [Service]
      ExecStart=/bin/sh -c 'cp /etc/cut/cut.conf /run/cut.running; exec sleep infinity'
      [Install]
      WantedBy=multi-user.target
- file: { path: /etc/cut/cut.conf, content: "version {{cut_version}}\\n", mode: "0644" }
- name: A pause
  command: { name: pause, argv: [sh, -c, "sleep 8 && touch /etc/cut/paused-{{cut_version}}"], creates: "/etc/cut/paused-{{cut_version}}" }
- service: { name: cut, runs_with: ["file:/etc/cut/cut.conf"] }
- file: { path: /etc/cut/done, content: "version {{cut_version}}\\n", mode: "0644" }
`,
};

/** What the files of the role hold on a host, by the root of its file system. */
export const cutPaths = { config: '/etc/cut/cut.conf', running: '/run/cut.running', done: '/etc/cut/done' } as const;
