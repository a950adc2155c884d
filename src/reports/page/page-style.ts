import { chartColourRules, DARK, LIGHT, paletteVariables } from "./palette.ts";

/** The style sheet of every page: light and dark, narrow and wide, and on paper. */
export function pageStyle(): string {
  return `:root{color-scheme:light dark;${paletteVariables(LIGHT)}}
@media screen and (prefers-color-scheme:dark){
:root{${paletteVariables(DARK)}}
${chartColourRules()}
}
${LAYOUT}
${TABLES}
${FIGURES}
${NARROW}
${PAPER}`;
}

const LAYOUT = `*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
.sheet{max-width:60rem;margin:0 auto;padding:2rem 1.5rem 3rem}
h1{font-size:1.9rem;line-height:1.2;margin:0 0 .3rem;overflow-wrap:anywhere}
h2{font-size:1.25rem;line-height:1.3;margin:2.6rem 0 .6rem;overflow-wrap:anywhere}
h3{font-size:1.05rem;line-height:1.3;margin:1.8rem 0 .5rem;overflow-wrap:anywhere}
p{margin:.4rem 0;max-width:46rem;overflow-wrap:anywhere}
ul{margin:.4rem 0;padding-left:1.2rem;max-width:46rem}
li{margin:.25rem 0;overflow-wrap:anywhere}
a{color:var(--ink)}
.aside{font-size:.88rem}
.muted{color:var(--muted)}
.accent{color:var(--accent)}
.strong{font-weight:650}
.note{border-left:4px solid var(--accent);background:var(--raised);padding:.5rem .8rem;margin:1rem 0}
code,pre{font:.85rem/1.5 ui-monospace,"SFMono-Regular",Menlo,Consolas,monospace;overflow-wrap:anywhere}
pre{white-space:pre-wrap;background:var(--raised);padding:.8rem;margin:.5rem 0}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}`;

const TABLES = `.scroll{overflow-x:auto;margin:.4rem 0 .8rem}
table{border-collapse:collapse;width:100%;font-size:.92rem;font-variant-numeric:tabular-nums}
caption{text-align:left;color:var(--muted);padding:.2rem 0 .4rem;font-size:.9rem}
th,td{padding:.32rem .6rem;border-bottom:1px solid var(--line);text-align:left;vertical-align:top}
th:first-child,td:first-child{padding-left:0}
th:last-child,td:last-child{padding-right:0}
thead th{font-weight:600;color:var(--muted);border-bottom-color:var(--muted);white-space:nowrap;vertical-align:bottom}
tbody th{font-weight:400;min-width:5.5rem;max-width:20rem;overflow-wrap:anywhere}
td.name{max-width:14rem;min-width:5.5rem;overflow-wrap:anywhere}
td.whole,tbody th.whole{white-space:nowrap;max-width:none}
td.prose{min-width:10rem;overflow-wrap:anywhere}
.number{text-align:right;white-space:nowrap}
.all th,.all td{font-weight:650;border-bottom:0;border-top:1px solid var(--muted)}
dl.facts{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:.2rem 1rem;margin:.5rem 0;font-size:.92rem}
dl.facts dt{color:var(--muted)}
dl.facts dd{margin:0;overflow-wrap:anywhere}`;

const FIGURES = `tr.all:not(:last-child) th,tr.all:not(:last-child) td{border-top:0;border-bottom:1px solid var(--line)}
.headline{display:grid;align-items:start;grid-template-columns:minmax(0,3fr) minmax(0,2fr);gap:1.2rem;margin:1.4rem 0 0}
.card{background:var(--raised);padding:1rem 1.2rem;border-radius:6px}
.sum{margin:0}
.sum div{display:flex;justify-content:space-between;gap:1rem;padding:.15rem 0}
.sum dt{color:var(--muted)}
.sum dd{margin:0;font-variant-numeric:tabular-nums;text-align:right}
.sum .total{border-top:1px solid var(--muted);margin-top:.3rem;padding-top:.4rem}
.sum .total:first-child{border-top:0;margin-top:0;padding-top:0}
.sum .total dt,.sum .total dd{color:var(--ink);font-weight:650;font-size:1.25rem}
.big{font-size:2.6rem;line-height:1.1;font-weight:650;margin:.1rem 0 .3rem;font-variant-numeric:tabular-nums}
figure{margin:.6rem 0 1rem}
figcaption{color:var(--muted);font-size:.9rem;margin:.2rem 0 .4rem;max-width:46rem;overflow-wrap:anywhere}
.chart svg{display:block;width:100%;height:auto}
.chart text{font-family:inherit!important}
.small{display:none}
.legend{display:flex;flex-wrap:wrap;gap:.2rem 1.1rem;list-style:none;margin:.2rem 0;padding:0;font-size:.9rem;max-width:none}
.legend li{display:flex;align-items:center;gap:.4rem;margin:0}
.key{display:inline-block;flex:none;width:1rem;height:.8rem;print-color-adjust:exact;-webkit-print-color-adjust:exact}
.key.tail{background:var(--tail)}.key.range95{background:var(--range95)}.key.range80{background:var(--range80)}.key.range50{background:var(--range50)}
.key.booked{background:var(--booked)}.key.expected{background:var(--expected)}.key.takes{background:var(--accent)}.key.ends{width:3px;background:var(--ink);margin:0 .4rem}
.key.median{height:0;border-top:2px solid var(--ink)}.key.target{height:0;border-top:2px dashed var(--accent)}
.key.naive{height:0;border-top:2px dashed var(--muted)}.key.perfect{height:0;border-top:2px dashed var(--accent)}
.key.promised{width:0;height:.9rem;border-left:3px solid var(--accent);margin:0 .4rem}
.key.unproven{width:.6rem;height:.6rem;border-radius:50%;background:var(--ground);border:2px solid var(--ink)}
.key.whisker{height:.7rem;width:1.1rem;border:solid var(--ink);border-width:0 2px;background:linear-gradient(var(--ink),var(--ink)) center/100% 2px no-repeat}
.key.inside{width:.6rem;height:.6rem;border-radius:50%;background:var(--ink)}
.key.outside{width:.6rem;height:.6rem;transform:rotate(45deg);background:var(--ground);border:2px solid var(--accent)}
details{margin:.4rem 0}
summary{cursor:pointer;color:var(--muted);font-size:.92rem;padding:.2rem 0;overflow-wrap:anywhere}
.case tbody th{min-width:11rem}
.headline+p{margin-top:1rem}
.terms summary{color:var(--ink);font-variant-numeric:tabular-nums}
.lines tr>:first-child{position:sticky;left:0;background:var(--ground)}
footer{margin-top:3rem;border-top:1px solid var(--line);font-size:.92rem}`;

const NARROW = `@media (max-width:640px){
.sheet{padding:1.2rem 1rem 2rem}
h1{font-size:1.5rem}
h2{margin-top:2rem}
.headline{grid-template-columns:minmax(0,1fr)}
.wide,.extra{display:none}.small{display:block}
th,td{padding:.3rem .35rem}
thead th,thead th.number{white-space:normal}
tbody th{min-width:5rem;max-width:9rem}
.case tbody th{min-width:7.5rem}
dl.facts{grid-template-columns:minmax(0,1fr);gap:0}
dl.facts dd{margin-bottom:.4rem}
}`;

const PAPER = `@media print{
@page{margin:16mm}
body{font-size:10.5pt}
.sheet{max-width:none;padding:0}
.wide{display:block}.extra{display:table-cell}.small{display:none}
.scroll{overflow:visible}
thead th,thead th.number{white-space:normal}
h2{break-after:avoid}
figure,tr,.card{break-inside:avoid}
.card{border:1px solid var(--line)}
}`;
