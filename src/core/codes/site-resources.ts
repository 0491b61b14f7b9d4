import type { CodeCatalogue } from './entry.ts';

/** Codes of what is derived from the flows: firewall, tunnel, relay. */
export const siteResourceCodes: CodeCatalogue = {
  RB2501: {
    title: { en: 'No flow lets runbook itself reach a host', ko: 'runbook 자신이 호스트에 접속할 흐름(flow)이 없음' },
    why: {
      en: "Each host's firewall and the site's router are made from the flows, and everything else is dropped. Without a flow for SSH from the last jump host (or from the zone of the operator) the first apply would lock runbook out.",
      ko: '호스트 방화벽과 라우터 규칙은 흐름에서 만들어지고 나머지는 모두 차단됩니다. 마지막 경유 호스트(또는 운영자 구역)에서 오는 SSH 흐름이 없으면 첫 적용에서 접속이 끊깁니다.',
    },
    mend: {
      en: 'Add a flow from the jump host or zone to the host with its SSH port, and let the client approve it.',
      ko: '경유 호스트나 구역에서 해당 호스트의 SSH 포트로 가는 흐름을 추가하고 고객의 승인을 받으십시오.',
    },
    exit: 65,
  },
  RB2502: {
    title: { en: 'Two peers of a tunnel would be given the same addresses', ko: '터널의 두 상대에게 같은 주소가 배정됨' },
    why: {
      en: 'On one WireGuard interface a prefix belongs to one peer. Given to two, it silently moves to the last one, and the first is cut off.',
      ko: 'WireGuard 인터페이스에서 한 주소 대역은 한 상대에게만 속합니다. 두 상대에게 주면 마지막 상대로 조용히 옮겨지고 첫 상대는 끊깁니다.',
    },
    mend: {
      en: 'Keep one end of the tunnel in each zone behind it, or let the flows over it name different hosts, or use a second interface.',
      ko: '구역마다 터널 끝을 하나만 두거나, 흐름의 목적지를 나누거나, 두 번째 인터페이스를 쓰십시오.',
    },
    exit: 65,
  },
  RB2504: {
    title: { en: 'A flow over a tunnel ends where no end of the tunnel stands', ko: '터널을 지나는 흐름의 목적지 구역에 터널 끝이 없음' },
    why: {
      en: 'An end of a tunnel forwards for the hosts of its own zone only. For hosts of other zones nothing could be derived that works.',
      ko: '터널 끝은 자기 구역의 호스트만 중계합니다. 다른 구역의 호스트에 대해서는 동작하는 규칙을 만들 수 없습니다.',
    },
    mend: {
      en: 'Make a host of that zone an end (variables `wg`), or send the flow over the plain network without `over`.',
      ko: '그 구역의 호스트를 터널 끝으로 만들거나(`wg` 변수), `over` 없이 일반 네트워크로 보내십시오.',
    },
    exit: 65,
  },
  RB2505: {
    title: { en: 'Ports to a relay and ports from it do not pair', ko: '중계 호스트로 들어오는 포트와 나가는 포트가 짝이 맞지 않음' },
    why: {
      en: 'A flow to a relay and a flow from it belong together by their purpose, and their ports pair in written order.',
      ko: '중계 호스트로 오는 흐름과 나가는 흐름은 목적(purpose)으로 짝지어지고, 포트는 적힌 순서대로 짝지어집니다.',
    },
    mend: {
      en: 'Write the same number of ports on both sides, or one port on the far side, or separate flows with purposes of their own.',
      ko: '양쪽의 포트 수를 같게 하거나, 나가는 쪽에 포트 하나만 두거나, 목적이 다른 별도의 흐름으로 나누십시오.',
    },
    exit: 65,
  },
  RB2506: {
    title: { en: 'A flow goes over a tunnel that no flow carries', ko: '어떤 흐름도 허용하지 않는 터널을 지나는 흐름' },
    why: {
      en: 'The packets of the tunnel itself need a flow too: UDP to the port of the end that does not open the tunnel.',
      ko: '터널 자체의 패킷에도 흐름이 필요합니다. 터널을 여는 쪽에서 상대 끝의 UDP 포트로 가는 흐름입니다.',
    },
    mend: {
      en: 'Add that flow, and give the hosts of both sides `wg: { address, port }`.',
      ko: '그 흐름을 추가하고 양쪽 호스트에 `wg: { address, port }`를 주십시오.',
    },
    exit: 65,
  },
  RB2507: {
    title: { en: 'A host without a tunnel end was asked for its peers', ko: '터널 끝이 아닌 호스트에서 상대 목록을 요구함' },
    why: {
      en: 'The peers of a host follow from its own end of the tunnel: the variables `wg` with an address.',
      ko: '호스트의 상대 목록은 그 호스트의 터널 끝(`wg` 변수의 주소)에서 나옵니다.',
    },
    mend: {
      en: 'Give the host the variables `wg: { address: … }`, or take it out of the play that applies the role wireguard.',
      ko: '호스트에 `wg: { address: … }` 변수를 주거나 wireguard 역할을 적용하는 play에서 빼십시오.',
    },
    exit: 65,
  },
  RB2508: {
    title: { en: 'A network of the cluster overlaps a network of the site', ko: '클러스터 네트워크가 사이트 네트워크와 겹침' },
    why: {
      en: 'Pods and services get addresses of their own networks. Where such an address also belongs to a host, packets for the host end in the cluster.',
      ko: '파드와 서비스는 자체 네트워크의 주소를 받습니다. 그 주소가 호스트의 주소이기도 하면 호스트로 갈 패킷이 클러스터로 갑니다.',
    },
    mend: {
      en: 'Choose other networks for `cluster.pod_cidr` and `cluster.service_cidr` before the cluster is started; afterwards they cannot be changed.',
      ko: '클러스터를 시작하기 전에 `cluster.pod_cidr`와 `cluster.service_cidr`를 다른 대역으로 정하십시오. 시작한 뒤에는 바꿀 수 없습니다.',
    },
    exit: 65,
  },
  RB2520: {
    title: { en: '/etc/hosts is not known when the plan is made', ko: '계획을 만들 때 /etc/hosts 의 내용을 알 수 없음' },
    why: {
      en: 'Names are put among the other lines of the file. An earlier task may change the file in a way that cannot be told beforehand.',
      ko: '이름은 파일의 다른 줄 사이에 들어갑니다. 앞선 작업이 파일을 예측할 수 없게 바꿀 수 있습니다.',
    },
    mend: {
      en: 'Put the task with `hosts_block` or `hosts_entry` before that task.',
      ko: '`hosts_block`이나 `hosts_entry` 작업을 그 작업보다 앞에 두십시오.',
    },
    exit: 65,
  },
  RB2521: {
    title: { en: 'A host has traces of a Kubernetes node, and is none', ko: '호스트에 쿠버네티스 노드의 흔적이 있으나 노드가 아님' },
    why: {
      en: 'Files of an init or join lie in /etc/kubernetes or /var/lib/etcd that runbook did not begin. kubeadm refuses to go on over them, and removing them could lose a cluster. What runbook itself began and did not finish is reset by itself.',
      ko: 'runbook이 시작하지 않은 init 또는 join의 파일이 /etc/kubernetes 나 /var/lib/etcd 에 있습니다. kubeadm은 그 위에서 진행하지 않으며, 지우면 클러스터를 잃을 수 있습니다. runbook이 시작했다가 끝내지 못한 것은 스스로 초기화합니다.',
    },
    mend: {
      en: 'Look at the host. When nothing of it is needed, run `kubeadm reset -f` there, then apply again.',
      ko: '호스트를 살펴보십시오. 필요한 것이 없으면 그 호스트에서 `kubeadm reset -f`를 실행한 뒤 다시 적용하십시오.',
    },
    exit: 3,
  },
};
