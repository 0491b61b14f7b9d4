"""The lab's hosts h01..hNN; N comes from HOSTS, the site's variables from the lab's own file."""
import json
import os

with open(os.environ["LAB"] + "/ansible/group_vars/all.json", encoding="utf-8") as file:
    site = json.load(file)
ssh = os.environ["PB"] + "/ssh/"
hosts = (
    [
        (f"h{i:02d}", {"inventory_hostname": f"h{i:02d}", "host_index": i, "host_ip": f"198.19.0.{10 + i}"})
        for i in range(1, int(os.environ["HOSTS"]) + 1)
    ],
    {
        **site,
        "ssh_user": "root",
        "ssh_key": ssh + "id",
        "ssh_config_file": ssh + "config.plain",
        "ssh_known_hosts_file": ssh + "known_hosts",
        "ssh_strict_host_key_checking": "yes",
        "ssh_look_for_keys": False,
        "ssh_allow_agent": False,
    },
)
