#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The report in a browser: no errors, everything visible, values under the pointer, and it fits on a
# phone. Skipped where there is no Chromium.

source "$(dirname "$0")/common.bash"

browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)
if [[ -z $browser ]]; then
    echo "no Chromium here, so the report was not looked at (Debian: apt-get install chromium)"
    exit 77
fi

small '"require": ["leases_lost == 0", "renewal_survival >= 0"]'
expect 3 'NOT MET  plain: leases_lost == 0' "$outage" run small.json --replications 2 --quiet
report=results/latest/report.html

# What a visitor does and sees; the last line of the page tells what was wrong.
cat >visit.js <<'END'
const wrong = [];
const check = (good, what) => { if (!good) wrong.push(what); };
const seen = element => {
  const box = element.getBoundingClientRect();
  return box.width > 0 && box.height > 0;
};
const charts = [...document.querySelectorAll("figure.chart")];
check(charts.length >= 5, "only " + charts.length + " charts");
for (const chart of charts) {
  const title = chart.querySelector("figcaption").textContent;
  const drawing = chart.querySelector(".plot > svg");
  check(seen(drawing), title + " is not visible");
  check(drawing.getAttribute("aria-label").length > 40, title + " has no alternative text");
  const lines = [...drawing.querySelectorAll(".line")];
  check(lines.length === 2, title + " has " + lines.length + " lines");
  for (const line of lines) {
    check(line.getTotalLength() > 100, title + " has an empty line");
    check(getComputedStyle(line).stroke !== "none", title + " has a line without colour");
  }
  const tip = chart.querySelector(".tip");
  check(!seen(tip), title + " shows values before the pointer comes");
  const box = drawing.getBoundingClientRect();
  const move = { bubbles: true, clientX: box.left + box.width * .7, clientY: box.top + 9 };
  drawing.dispatchEvent(new PointerEvent("pointermove", move));
  check(seen(tip) && /plain.*[0-9].*relay-backup.*[0-9]/.test(tip.textContent),
    title + " shows no values under the pointer");
  const edge = tip.getBoundingClientRect();
  check(edge.left >= 0 && edge.right <= innerWidth, title + " shows values off the page");
  chart.querySelector(".plot").dispatchEvent(new PointerEvent("pointerleave"));
  check(!seen(tip), title + " shows values after the pointer has left");
}
const verdicts = [...document.querySelectorAll(".verdicts li")].filter(seen);
check(verdicts.length === 4 && verdicts[0].textContent.includes("NOT MET"), "no verdicts");
check(document.querySelectorAll("tbody tr").length >= 10, "no table");
check(document.querySelectorAll("tbody .best").length > 0, "nothing is best");
check(document.documentElement.scrollWidth <= innerWidth,
  "the page is wider than the screen: " + document.documentElement.scrollWidth);
document.body.insertAdjacentHTML("beforeend",
  "<p id=visit>visit: " + (wrong.length === 0 ? "all is well" : wrong.join("; ")) + "</p>");
END
sed "s#</body>#<script>$(tr '\n' ' ' <visit.js | sed 's/[&#\\]/\\&/g')</script></body>#" "$report" >visited.html

# visit WIDTH,HEIGHT [OPTION...]
visit()
{
    local size=$1
    shift
    "$browser" --headless --no-sandbox --disable-gpu --user-data-dir="$work/profile" \
        --enable-logging=stderr --window-size="$size" --dump-dom "$@" \
        "file://$work/visited.html" >dom 2>log </dev/null || fail "the browser failed: $(tail -n 3 log)"
    grep -q 'CONSOLE' log && fail "at $size the console says: $(grep CONSOLE log)"
    grep -o 'visit: [^<]*' dom | tail -n 1 | grep -qxF 'visit: all is well' ||
        fail "at $size $*: $(grep -o 'visit: [^<]*' dom | tail -n 1)"
}

visit 1280,900
visit 500,800
visit 1280,900 --blink-settings=preferredColorScheme=0
