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
};
