/** How the page looks: in light and dark, on a narrow screen, and on A4 paper with the digest on each sheet. */
export function pageStyle(digest: string): string {
  const foot = /^[0-9a-f]{64}$/u.test(digest) ? digest : '';
  return `${screenStyle}
@media print {
  @page { size: A4; margin: 16mm 14mm 18mm 14mm;
    @bottom-left { content: "SHA-256 ${foot}"; font: 6.5pt monospace; color: #000; }
    @bottom-right { content: counter(page) " / " counter(pages); font: 8pt sans-serif; color: #000; } }
  :root { --text: #000; --soft: #000; --back: #fff; --panel: #fff; --line: #777; --good: #000; --bad: #000; --warn: #000; --link: #000;
    --added: #fff; --removed: #fff; color-scheme: light; }
  html { font-size: 11.5px; }
  body { max-width: none; padding: 0; font-size: .95rem; line-height: 1.4; }
  .lost, .legend { columns: 2; display: block; }
  #appendix pre { font-size: 7px; columns: 2; }
  th, td { padding: .12rem .35rem; }
  .tools, nav { display: none; }
  details::details-content { content-visibility: visible; display: block; block-size: auto; }
  details > summary { list-style: none; color: var(--text); }
  .body > summary { display: none; }
  .step, .diagnostic, figure, tr, .end, .signatures, .play { break-inside: avoid; }
  .step:has(.diff, .several) { break-inside: auto; }
  .way dd, .diff span, li { break-inside: avoid; }
  h2, h3, h4, h5, .play, caption, thead, .task, .labels, .what { break-after: avoid; }
  thead { display: table-header-group; }
  #signatures { break-inside: avoid; }
  .wide { overflow: visible; }
  .diff .a { font-weight: bold; }
  a { text-decoration: none; }
}
`;
}

const screenStyle = `
:root { color-scheme: light dark;
  --text: #1a1f26; --soft: #4d5763; --back: #fff; --panel: #f5f7f9; --line: #c3cad2; --good: #14602a; --bad: #a3161b; --warn: #7a4a00; --link: #0b4f9e;
  --added: #e3f4e6; --removed: #fde8e8; }
@media (prefers-color-scheme: dark) { :root {
  --text: #e4e8ec; --soft: #aab4bf; --back: #14181d; --panel: #1d232a; --line: #47525e; --good: #7fd494; --bad: #ff9a94; --warn: #f0bd6a; --link: #8ec1ff;
  --added: #16351f; --removed: #43191b; } }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0 auto; padding: 1.5rem clamp(.75rem, 3vw, 2rem) 4rem; max-width: 64rem; background: var(--back); color: var(--text);
  font: .9375rem/1.5 system-ui, "Noto Sans KR", "Noto Sans CJK KR", "Malgun Gothic", "Apple SD Gothic Neo", sans-serif; word-break: keep-all;
  overflow-wrap: anywhere; }
body:has(#lang-en:checked) .ko, body:has(#lang-ko:checked) .en { display: none; }
code, pre, .digest { font-family: ui-monospace, "DejaVu Sans Mono", "Noto Sans Mono CJK KR", Consolas, monospace; font-size: .875em; }
a { color: var(--link); }
h1 { font-size: 1.5rem; line-height: 1.3; margin: 0 0 1rem; }
h2 { font-size: 1.2rem; margin: 2.25rem 0 .75rem; padding-bottom: .25rem; border-bottom: 2px solid var(--text); }
h3 { font-size: 1.05rem; margin: 1.75rem 0 .4rem; }
h4 { font-size: 1rem; margin: 0; font-weight: 600; }
h5 { font-size: .875rem; margin: .75rem 0 .25rem; }
p, ul, ol, dl { margin: .3rem 0; }
ul, ol { padding-left: 1.4rem; }
dt { font-weight: 600; color: var(--soft); }
dd { margin: 0; }
.facts, .summary, .legend, .diagnostic dl { display: grid; grid-template-columns: minmax(7rem, max-content) 1fr; gap: .2rem 1rem; }
.diagnostic dl > div { display: grid; grid-column: 1 / -1; grid-template-columns: subgrid; }
.legend dt { font-family: ui-monospace, monospace; }
.whole { display: block; word-break: break-all; }
.digest { display: flex; flex-wrap: wrap; gap: .1rem .6rem; color: var(--soft); }
.promise { margin-top: 1rem; padding: .5rem .75rem; border-left: 4px solid var(--line); background: var(--panel); }
.tools { display: flex; flex-wrap: wrap; gap: .75rem; align-items: end; justify-content: flex-end; margin-bottom: 1rem; }
fieldset { border: 1px solid var(--line); border-radius: 4px; padding: .1rem .6rem .3rem; margin: 0; }
legend { font-size: .8rem; color: var(--soft); padding: 0 .25rem; }
label { margin-right: .6rem; }
button { font: inherit; font-size: .875rem; color: var(--text); background: var(--panel); border: 1px solid var(--line); border-radius: 4px; padding: .25rem .75rem; }
nav h2 { font-size: .875rem; border: 0; margin: 1.5rem 0 0; color: var(--soft); }
nav ol { display: flex; flex-wrap: wrap; gap: .1rem 1.25rem; padding-left: 0; list-style: none; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0; font-size: .875rem; }
caption { text-align: left; font-weight: 600; padding: .25rem 0; }
th, td { text-align: left; vertical-align: top; padding: .25rem .5rem; border: 1px solid var(--line); }
thead th { background: var(--panel); }
tbody th { font-weight: 500; }
td p { margin: 0; }
.counts { width: auto; white-space: nowrap; }
.fields th[scope=row] { width: 9rem; }
.fields td { min-width: 6rem; }
.counts td { text-align: right; }
.host-table th, .host-table td:nth-of-type(-n + 3), .flows th { white-space: nowrap; }
.flows td { overflow-wrap: normal; }
.wide-text code { word-break: break-all; }
.record :is(th, td) { overflow-wrap: normal; } .record code { overflow-wrap: anywhere; } .record th[scope=row] { white-space: nowrap; }
.wide { overflow-x: auto; }
figure { margin: .5rem 0 1rem; }
figcaption, .note, .left, .task, .on { font-size: .8125rem; color: var(--soft); }
svg { display: block; width: 100%; min-width: 34rem; max-width: 60rem; height: auto; font: 12px system-ui, "Noto Sans KR", "Noto Sans CJK KR", sans-serif; fill: var(--text); }
svg .zone { font-weight: 600; font-size: 13px; }
svg .band { fill: var(--panel); stroke: var(--line); }
svg .band.other, svg .band.machine { fill: none; stroke-dasharray: 4 3; }
svg .chip { fill: var(--back); stroke: var(--line); }
svg .chip.touched { stroke: var(--text); stroke-width: 2; }
svg .chip.failed { stroke: var(--bad); stroke-width: 2; stroke-dasharray: 5 3; }
svg .bar { fill: var(--text); }
svg .bar.failed { fill: var(--bad); }
svg .name { font-weight: 600; }
svg .small { font-size: 11px; fill: var(--soft); }
svg .flow line, svg .way line { stroke: var(--text); stroke-width: 1.3; }
svg .way line { stroke-dasharray: 3 3; }
svg .tag { fill: var(--back); stroke: var(--text); }
svg .number { font-size: 10.5px; }
.play { margin-top: 2rem; }
.batches { margin: .1rem 0; }
.step { border: 1px solid var(--line); border-left: 4px solid var(--line); border-radius: 3px; padding: .5rem .75rem; margin: .5rem 0; }
.step.no-return { border: 2px solid var(--bad); border-left-width: 6px; }
.step h4 { font-weight: 500; }
.step h4 code { font-weight: 700; font-size: .9375rem; }
.number { font-variant-numeric: tabular-nums; color: var(--soft); }
.sign { display: inline-block; min-width: 1.2em; text-align: center; font-family: ui-monospace, monospace; font-weight: 700; border: 1px solid var(--line); border-radius: 2px; }
.label { display: inline-block; font-size: .8125rem; border: 1px solid currentColor; border-radius: 2px; padding: 0 .4rem; margin-right: .4rem; color: var(--warn); }
.label.point_of_no_return, .loss { color: var(--bad); }
.variant { margin-top: .3rem; }
.variant.several { border-top: 1px dashed var(--line); padding-top: .3rem; }
.what { margin: .1rem 0; }
summary { cursor: pointer; color: var(--link); }
.body { margin: .25rem 0; }
.body > :not(summary) { margin-left: 1rem; }
.body > table { width: calc(100% - 1rem); }
.way { display: grid; grid-template-columns: minmax(5.5rem, max-content) 1fr; gap: .15rem .75rem; font-size: .875rem; margin-top: .4rem; }
.way ul, .way ol { margin: 0; padding-left: 1.2rem; }
.way dt { font-size: .8125rem; }
.names { display: inline; font-size: .8125rem; }
.hole { font-style: italic; }
.diff, .output { margin: .25rem 0; padding: .4rem 0; background: var(--panel); border: 1px solid var(--line); border-radius: 2px; white-space: pre-wrap;
  overflow-wrap: anywhere; word-break: normal; line-height: 1.4; }
.output { padding: .4rem .5rem; }
.diff span.a, .diff span.r, .diff span.c, .diff span.h { display: block; padding: 0 .5rem 0 12ch; text-indent: -11.5ch; }
.diff .a { background: var(--added); }
.diff .r { background: var(--removed); }
.diff .h { color: var(--soft); }
.end { margin: .25rem 0; padding-left: .6rem; border-left: 3px solid var(--line); }
.end.good { border-color: var(--good); }
.end.bad { border-color: var(--bad); }
.good > strong, strong.good, p.good { color: var(--good); }
.bad > p > strong, strong.bad, p.bad { color: var(--bad); }
.verdict { font-size: 1.05rem; font-weight: 600; }
.diagnostic { border: 1px solid var(--line); border-left: 4px solid var(--warn); padding: .4rem .75rem; margin: .5rem 0; }
.diagnostic.bad { border-left-color: var(--bad); }
.diagnostic dd { white-space: pre-wrap; }
.course { list-style: none; padding-left: 0; }
.time { font-variant-numeric: tabular-nums; color: var(--soft); }
.signatures td { height: 2.75rem; min-width: 7rem; }
.signatures th[scope=row] { width: 8rem; vertical-align: middle; }
footer { margin-top: 3rem; font-size: .8125rem; color: var(--soft); word-break: break-all; }
.vh { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
@media (max-width: 40rem) { .facts, .summary, .legend, .diagnostic dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: .4rem; } body { font-size: 1rem; } }
`;
