"""The work of the benchmark for pyinfra: the same state as the lab's Ansible playbook, from the same templates."""
import io
import os

from pyinfra import host
from pyinfra.facts.files import File
from pyinfra.facts.server import Command, Sysctl
from pyinfra.operations import files, python, server

TEMPLATES = os.environ["LAB"] + "/ansible/templates/"
NAMES = (
    "inventory_hostname host_index host_ip site_name site_domain haproxy_maxconn wg_port kube_version pause_version "
    "pod_cidr svc_cidr registry_ip ntp_servers masters"
).split()
SITE = {name: host.data.get(name) for name in NAMES}
KEY = "/etc/wireguard/private.key"


def template(source: str, path: str, mode: str, **more: object) -> None:
    files.template(
        name=path, src=TEMPLATES + source, dest=path, mode=mode, create_remote_dir=False, jinja_env_kwargs={"trim_blocks": True}, **SITE, **more
    )


def tunnel(public_key: str) -> None:
    template("wg0.conf.j2", "/etc/wireguard/wg0.conf", "600", wg_pub={"stdout": public_key})


files.put(
    name="selinux disabled",
    src=io.StringIO("SELINUX=disabled\nSELINUXTYPE=targeted\n"),
    dest="/etc/selinux/config",
    mode="644",
    create_remote_dir=False,
)
files.put(
    name="ip_forward persistent",
    src=io.StringIO("net.ipv4.ip_forward = 1\n"),
    dest="/etc/sysctl.d/99-ipforward.conf",
    mode="644",
    create_remote_dir=False,
)
server.sysctl(name="ip_forward now", key="net.ipv4.ip_forward", value=1)
for path, mode in (
    ("/etc/haproxy", "755"),
    ("/etc/wireguard", "700"),
    ("/etc/kubernetes", "750"),
    ("/etc/containerd/certs.d/registry.site.local", "755"),
    ("/etc/chrony", "755"),
):
    files.directory(name=path, path=path, mode=mode, user="root", group="root")

# Facts are read before anything is done, so a key that is still to be made is read when its turn comes.
if host.get_fact(File, path=KEY):
    tunnel(host.get_fact(Command, command=f"wg pubkey < {KEY}"))
else:
    server.shell(name="wg private key", commands=[f"umask 077; wg genkey > {KEY}"])
    python.call(name="wg0.conf", function=lambda: tunnel(host.get_fact(Command, command=f"wg pubkey < {KEY}")))

template("haproxy.cfg.j2", "/etc/haproxy/haproxy.cfg", "644")
template("kubeadm.yaml.j2", "/etc/kubernetes/kubeadm.yaml", "600")
template("chrony.conf.j2", "/etc/chrony/chrony.conf", "644")
template("hosts.j2", "/etc/hosts", "644")
template("config.toml.j2", "/etc/containerd/config.toml", "644")
template("hosts.toml.j2", "/etc/containerd/certs.d/registry.site.local/hosts.toml", "644")
template("motd.j2", "/etc/motd", "644")
files.line(name="umask", path="/etc/login.defs", line=r"^UMASK[[:space:]].*", replace="UMASK 027")
files.line(name="default shell", path="/etc/default/useradd", line=r"^SHELL=.*", replace="SHELL=/bin/bash")
server.group(name="registry group", group="registry", gid=3500)
server.user(
    name="registry user",
    user="registry",
    uid=3500,
    group="registry",
    home="/var/lib/registry",
    create_home=False,
    ensure_home=False,
    shell="/usr/sbin/nologin",
)
if not host.get_fact(File, path="/var/lib/site-token.done"):
    server.shell(name="one-off command", commands=["head -c 32 /dev/zero | base64 -w0 > /var/lib/site-token.done"])
