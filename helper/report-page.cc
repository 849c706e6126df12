/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "report-page.h"

#include "ns3/html-chart.h"

namespace ns3::dhcpbackup
{

namespace
{

// Colours that colour-blind people tell apart (Okabe and Ito 2008), one a design; those for dark
// pages are lighter, in the same order.
const char REPORT_STYLE[] = R"CSS(
:root { color-scheme: light dark; --page: #ffffff; --text: #1b1b1b; --soft: #5a5a5a;
  --edge: #d5d5d5; --panel: #f6f6f4; --fault: #e6e4df; --good: #006b4f; --bad: #b23b00;
  --c0: #d55e00; --c1: #0072b2; --c2: #009e73; --c3: #b8548f; --c4: #b97f00; --c5: #3a9fd8; }
@media (prefers-color-scheme: dark) {
  :root { --page: #16181b; --text: #e8e8e6; --soft: #a5a8ab; --edge: #3a3e43; --panel: #1f2226;
    --fault: #32363b; --good: #4cc9a0; --bad: #ff9a5c;
    --c0: #f07f2e; --c1: #4aa3e0; --c2: #2fc79b; --c3: #e09ac4; --c4: #f0b93a; --c5: #9fd8f8; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 72rem; padding: 1.5rem 1.25rem 3rem; background: var(--page);
  color: var(--text); font: 1rem/1.55 system-ui, "DejaVu Sans", sans-serif; }
h1 { margin: 0; font-size: 1.9rem; line-height: 1.2; }
h2 { margin: 2.4rem 0 .6rem; font-size: 1.25rem; border-top: 1px solid var(--edge);
  padding-top: 1rem; }
p { margin: .5rem 0; }
.lead { font-size: 1.08rem; max-width: 62rem; }
.soft, .note, .axis { color: var(--soft); }
.note, .axis { font-size: .85rem; margin: .2rem 0; }
.across { text-align: right; }
ul.verdicts { list-style: none; margin: 1rem 0; padding: 0; }
ul.verdicts li { padding: .45rem .75rem; margin: .35rem 0; background: var(--panel);
  border-left: .35rem solid var(--good); }
ul.verdicts li.broken { border-left-color: var(--bad); }
ul.verdicts b { color: var(--good); margin-right: .5rem; }
ul.verdicts li.broken b { color: var(--bad); }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; width: 100%; }
th, td { padding: .38rem .7rem; text-align: right; border-bottom: 1px solid var(--edge);
  white-space: nowrap; }
thead th { border-bottom: 2px solid var(--soft); vertical-align: bottom; white-space: normal; }
tbody th, thead th:first-child, td.name, th.name { text-align: left; font-weight: 400; }
tbody th:first-child, thead th:first-child { position: sticky; left: 0; white-space: normal;
  background: var(--page); min-width: 9rem; }
td.best { font-weight: 700; }
thead tr + tr th:first-child { position: static; text-align: right; font-weight: 700; }
table.dense { font-size: .86rem; } .dense th, .dense td { padding: .3rem .5rem; }
.dense tbody th:first-child { min-width: 10.5rem; font-size: .86rem; }
td .note { margin: 0; font-size: .78rem; } th.group, td.group { border-left: 1px solid var(--edge); }
th.group[colspan] { text-align: center; }
.bar { display: block; height: .28rem; margin-top: .2rem; background: var(--edge); }
.bar i { display: block; height: 100%; background: var(--good); }
.swatch { display: inline-block; width: .7rem; height: .7rem; margin-right: .4rem; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 30rem), 1fr));
  gap: 1.2rem 2rem; }
figure { margin: 0; min-width: 0; break-inside: avoid; }
figcaption { font-weight: 600; }
.plot { position: relative; height: 15rem; margin: .3rem 0 1.6rem 3.6rem;
  border-left: 1px solid var(--soft); border-bottom: 1px solid var(--soft); touch-action: pan-y; }
.plot > svg { position: absolute; inset: 0; width: 100%; height: 100%; overflow: visible; }
.plot span { position: absolute; font-size: .78rem; line-height: 1; color: var(--soft);
  white-space: nowrap; font-variant-numeric: tabular-nums; }
.plot span.x { top: calc(100% + .45rem); transform: translateX(-50%); }
.plot span.y { right: calc(100% + .45rem); transform: translateY(50%); }
.plot span.band { top: .3rem; padding-left: .3rem; }
.fault { fill: var(--fault); }
.grid { stroke: var(--edge); stroke-width: 1; vector-effect: non-scaling-stroke; fill: none; }
.line { fill: none; stroke-width: 2; stroke-linejoin: round; vector-effect: non-scaling-stroke; }
.d1 { stroke-dasharray: 7 4; } .d2 { stroke-dasharray: 2 4; }
.c0 { stroke: var(--c0); background: var(--c0); } .c1 { stroke: var(--c1); background: var(--c1); }
.c2 { stroke: var(--c2); background: var(--c2); } .c3 { stroke: var(--c3); background: var(--c3); }
.c4 { stroke: var(--c4); background: var(--c4); } .c5 { stroke: var(--c5); background: var(--c5); }
.around { opacity: .2; } .f0 { fill: var(--c0); } .f1 { fill: var(--c1); }
.f2 { fill: var(--c2); } .f3 { fill: var(--c3); } .f4 { fill: var(--c4); }
.f5 { fill: var(--c5); }
table.heat { width: auto; } table.heat td { border: 1px solid var(--page); }
.legend { list-style: none; display: flex; flex-wrap: wrap; gap: .2rem 1.1rem; margin: .3rem 0;
  padding: 0; font-size: .9rem; }
.legend svg { width: 1.6rem; height: .55rem; margin-right: .4rem; }
.rule { position: absolute; top: 0; bottom: 0; width: 1px; background: var(--soft);
  pointer-events: none; }
.tip { position: absolute; top: .4rem; z-index: 2; padding: .4rem .6rem; font-size: .82rem;
  background: var(--page); border: 1px solid var(--soft); border-radius: .3rem;
  pointer-events: none; white-space: nowrap; box-shadow: 0 2px 8px rgba(0, 0, 0, .25); }
.tip div { display: flex; justify-content: space-between; gap: 1rem; }
.dots { display: grid; grid-template-columns: 10rem minmax(3rem, 1fr) 8.6rem; gap: .1rem .7rem;
  align-items: center; font-size: .88rem; font-variant-numeric: tabular-nums; }
.dots div { overflow-wrap: anywhere; }
.dots div:nth-of-type(2n) { text-align: right; white-space: nowrap; }
.dots svg { width: 100%; height: 1.3rem; overflow: visible; }
.dots .whisker { stroke-width: 2; } .dots .dot { stroke-width: 9; stroke-linecap: round; }
.dots path { fill: none; vector-effect: non-scaling-stroke; }
pre { overflow-x: auto; padding: .8rem 1rem; background: var(--panel); font-size: .85rem;
  border: 1px solid var(--edge); }
code { font-family: ui-monospace, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }
@media (max-width: 34rem) { body { padding: 1rem .8rem 2rem; } h1 { font-size: 1.5rem; }
  .plot { height: 12.5rem; margin-left: 3.1rem; }
  .dots { grid-template-columns: 9rem minmax(2rem, 1fr) 8.2rem; font-size: .82rem; }
  th, td { padding: .35rem .5rem; }
  tbody th:first-child, thead th:first-child { min-width: 8.5rem; font-size: .9rem; } }
@media print { :root { color-scheme: light; --page: #fff; --text: #000; --soft: #444;
    --edge: #ccc; --panel: #f4f4f4; --fault: #e4e4e4; --good: #006b4f; --bad: #b23b00;
    --c0: #d55e00; --c1: #0072b2; --c2: #009e73; --c3: #b8548f; --c4: #b97f00; --c5: #3a9fd8; }
  html { font-size: 9.5pt; }
  body { max-width: none; padding: 0; -webkit-print-color-adjust: exact;
    print-color-adjust: exact; }
  .charts { grid-template-columns: repeat(2, minmax(0, 1fr)); } .plot { height: 12rem; }
  .dots { grid-template-columns: 9.4rem minmax(2rem, 1fr) 8.2rem; font-size: .82rem; }
  .wide { overflow: visible; } th, td { padding: .2rem .4rem; font-size: 8.5pt; }
  details { display: none; } h2 { break-after: avoid; } ul.verdicts li { break-inside: avoid; } }
)CSS";

const char REPORT_SCRIPT[] = R"JS(
"use strict";
for (const figure of document.querySelectorAll("figure.chart")) {
  const data = JSON.parse(figure.querySelector("script").textContent);
  const plot = figure.querySelector(".plot");
  const names = [...figure.querySelectorAll(".legend li")].map(item => item.textContent);
  const unit = figure.querySelector(".across").textContent;
  const rule = document.createElement("div");
  const tip = document.createElement("div");
  rule.className = "rule";
  tip.className = "tip";
  rule.hidden = tip.hidden = true;
  plot.append(rule, tip);
  const row = (name, value) => {
    const line = document.createElement("div");
    line.append(...[name, value].map(text => {
      const cell = document.createElement("b");
      cell.style.fontWeight = "normal";
      cell.textContent = text;
      return cell;
    }));
    return line;
  };
  const show = event => {
    const box = plot.getBoundingClientRect();
    const first = data.x[0], last = data.x[data.x.length - 1];
    const wanted = first + (event.clientX - box.left) / box.width * (last - first);
    let nearest = 0;
    data.x.forEach((x, i) => {
      if (Math.abs(x - wanted) < Math.abs(data.x[nearest] - wanted)) nearest = i;
    });
    const share = last > first ? (data.x[nearest] - first) / (last - first) : 0;
    tip.replaceChildren(row(unit, data.x[nearest].toLocaleString("en")),
      ...names.map((name, i) => row(name, data.y[i][nearest] === null ? "-"
        : data.y[i][nearest].toLocaleString("en"))));
    rule.hidden = tip.hidden = false;
    rule.style.left = 100 * share + "%";
    tip.style.left = share < .5 ? "calc(" + 100 * share + "% + .6rem)" : "auto";
    tip.style.right = share < .5 ? "auto" : "calc(" + 100 * (1 - share) + "% + .6rem)";
  };
  plot.addEventListener("pointermove", show);
  plot.addEventListener("pointerdown", show);
  plot.addEventListener("pointerleave", () => { rule.hidden = tip.hidden = true; });
}
)JS";

} // namespace

std::string
PageBegin(const std::string& name, const std::string& kind, const std::string& description)
{
    std::string page = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                       "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n";
    page += "<title>" + HtmlText(name) + ": " + HtmlText(kind) + "</title>\n" +
            "<link rel=\"icon\" href=\"data:,\">\n<style>" + REPORT_STYLE +
            "</style>\n</head>\n<body>\n<header><h1>" + HtmlText(name) + "</h1>\n";
    page += description.empty() ? "" : "<p class=\"soft\">" + HtmlText(description) + "</p>\n";
    return page + "</header>\n<main>\n";
}

std::string
PageEnd()
{
    return std::string("</main>\n<script>") + REPORT_SCRIPT + "</script>\n</body>\n</html>\n";
}

} // namespace ns3::dhcpbackup
