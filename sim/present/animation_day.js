"use strict";
// Reads a day: what is given stands in the element `day`, with moments in seconds after midnight and anger in hundredths.

const day = JSON.parse(document.getElementById("day").textContent);
const still = matchMedia("(prefers-reduced-motion: reduce)");
const [play, clock, scrub, speed] = ["play", "clock", "scrub", "speed"].map((id) => document.getElementById(id));
const [angriest, followedLine] = ["angriest", "followed"].map((id) => document.getElementById(id));
const INK = "#1a1a1a", FAINT = "#595959", GRID = "#dddddd", OUTLINE = "rgb(0 0 0 / .55)";
const ANGER = [[0, 86, 180, 233], [0.2, 222, 224, 178], [0.42, 230, 159, 0], [0.7, 213, 94, 0], [1, 96, 22, 0]];
const SHADES = 24, LEAVES_FOR = 0.9, EASES_IN = 0.14, FONT = '"Segoe UI", "Helvetica Neue", Arial, "Liberation Sans", sans-serif';
const LONGEST_LINE = 3;

const shades = Array.from({ length: SHADES }, (_, i) => shade((i + 0.5) / SHADES));
const sides = [...document.querySelectorAll(".side")].map((section, number) => {
  const { contacts, desks, courses, ends } = day.sides[number], n = contacts.length;
  return {
    section, contacts, desks, courses, ends, n,
    name: section.getAttribute("aria-label"),
    canvas: section.querySelector("canvas"),
    context: section.querySelector("canvas").getContext("2d"),
    figures: [...section.querySelectorAll("[data-course]")],
    at: new Int32Array(n), x: new Float32Array(n).fill(NaN), y: new Float32Array(n), left: new Float64Array(n),
    shown: new Uint8Array(n),
  };
});
const most = day.places.map((_, place) => Math.max(0, ...sides.map((side) => mostAt(side, place))));
const fullest = Math.max(1, ...sides.flatMap((side) => side.ends.map((end) => end.length)));
let time = day.begin, playing = false, snap = true, before = 0, restless = 0, followed = null, plan = null;

function shade(anger) {
  const next = ANGER.findIndex((stop) => stop[0] >= anger), [a, b] = [ANGER[Math.max(0, next - 1)], ANGER[Math.max(next, 0)]];
  const part = b[0] > a[0] ? (anger - a[0]) / (b[0] - a[0]) : 0;
  return "rgb(" + [1, 2, 3].map((i) => Math.round(a[i] + part * (b[i] - a[i]))).join(" ") + ")";
}

/** Whoever cannot tell the colors apart sees the sizes. */
function sizeOf(radius, anger) {
  return radius * (0.8 + 0.45 * anger);
}

function mostAt(side, place) {
  const moves = [];
  for (const [, end, , stays] of side.contacts) {
    for (let i = 0; i < stays.length; i += 3) {
      if (stays[i] === place) moves.push([stays[i + 2], 1], [i + 5 < stays.length ? stays[i + 5] : end, -1]);
    }
  }
  moves.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  let here = 0, highest = 0;
  for (const [, by] of moves) highest = Math.max(highest, (here += by));
  return highest;
}

/** How many of an ascending list are not after a moment. */
function passed(list, moment) {
  let low = 0, high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle] <= moment) low = middle + 1; else high = middle;
  }
  return low;
}

function angerAt(path, moment) {
  let i = 0;
  while (i + 2 < path.length && path[i + 2] <= moment) i += 2;
  if (i + 2 >= path.length || path[i] > moment) return path[i + 1] / 100;
  const part = (moment - path[i]) / (path[i + 2] - path[i]);
  return (path[i + 1] + part * (path[i + 3] - path[i + 1])) / 100;
}

function courseAt(side, key, moment) {
  const [ticks, values, grows] = side.courses[key], i = passed(ticks, moment);
  if (i === 0) return null;
  if (!grows || i === ticks.length) return values[i - 1];
  return values[i - 1] + (moment - ticks[i - 1]) / (ticks[i] - ticks[i - 1]) * (values[i] - values[i - 1]);
}

const withCommas = new Intl.NumberFormat("en-US");
const inWords = {
  count: (value) => withCommas.format(Math.round(value ?? 0)),
  minutes: (value) => {
    const whole = Math.floor(value ?? 0);
    return whole < 60 ? `${whole} min` : `${Math.floor(whole / 60)} h ${whole % 60} min`;
  },
  percent: (value) => value === null ? "–" : `${Math.round(value)} %`,
};

function timeOfDay(seconds) {
  const minutes = Math.floor(seconds / 60);
  return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
}
