"use strict";
(() => {
  const day = JSON.parse(document.getElementById("day").textContent);
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const [play, clock, scrub, speed] = ["play", "clock", "scrub", "speed"].map((id) => document.getElementById(id));
  const [angriest, followedLine] = ["angriest", "followed"].map((id) => document.getElementById(id));
  const INK = "#1a1a1a", FAINT = "#595959", GRID = "#dddddd", OUTLINE = "rgb(0 0 0 / .55)";
  const ANGER = [[0, 86, 180, 233], [0.2, 222, 224, 178], [0.42, 230, 159, 0], [0.7, 213, 94, 0], [1, 96, 22, 0]];
  const SHADES = 24, LEAVES_FOR = 0.9, EASES_IN = 0.14, FONT = '"Segoe UI", "Helvetica Neue", Arial, "Liberation Sans", sans-serif';
  const LONGEST_LINE = 3;

  // --- what the day holds ---------------------------------------------------------------------------------------------

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
  const lastCounts = day.ends.map((_, end) => Math.max(1, ...sides.map((side) => side.ends[end].length)));
  const fullest = Math.max(...lastCounts);
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

  const inWords = {
    count: (value) => String(Math.round(value ?? 0)),
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

  // --- where everything stands ----------------------------------------------------------------------------------------

  function laidOut(width) {
    const narrow = width < 480, radius = narrow ? 4.2 : 5.4, pitch = 2 * radius + 3.4;
    const column = Math.min(180, Math.max(108, 0.27 * width)), main = width - column - 18;
    const places = [], levels = [];
    let y = 0;
    day.places.forEach((place, number) => {
      if (!number || day.places[number - 1].level !== place.level) {
        y += number ? 10 : 0;
        levels.push({ y, words: place.level });
        y += 20;
      }
      const seats = place.seats, top = y + 17;
      if (seats) {
        const cell = Math.max(2 * radius + 3, (seats <= 12 ? 34 : seats <= 60 ? 29 : seats <= 150 ? 21 : 15) * (narrow ? 0.82 : 1));
        const columns = Math.max(1, Math.floor((main - 8) / cell)), rows = Math.ceil(seats / columns);
        places.push({ x: 8, y, top, cell, columns, room: seats });
        y = top + rows * cell + 6;
      } else {
        const columns = Math.max(1, Math.floor((main - 8) / pitch));
        const rows = Math.min(LONGEST_LINE, Math.max(1, Math.ceil(most[number] / columns)));
        places.push({ x: 8, y, top, cell: pitch, columns, room: rows * columns });
        y = top + rows * pitch + 6;
      }
    });
    const height = Math.max(y, 22 + 52 * day.ends.length), slot = Math.min(72, (height - 22) / day.ends.length);
    levels.forEach((level, i) => { level.bottom = i + 1 < levels.length ? levels[i + 1].y - 6 : height; });
    return { width, height, main, column, radius, places, levels, slot, exitX: main + 18, backdrop: null };
  }

  function fitted(context, text, width) {
    if (context.measureText(text).width <= width) return text;
    let end = text.length;
    while (end > 1 && context.measureText(text.slice(0, end) + "…").width > width) end -= 1;
    return text.slice(0, end) + "…";
  }

  function wrapped(context, text, width) {
    const lines = [""];
    for (const word of text.split(" ")) {
      const longer = (lines[lines.length - 1] + " " + word).trim();
      if (context.measureText(longer).width <= width || lines[lines.length - 1] === "") lines[lines.length - 1] = longer;
      else lines.push(word);
    }
    return [...lines.slice(0, 2), lines.slice(2).join(" ")].filter(Boolean).map((line) => fitted(context, line, width));
  }

  function layOut() {
    const width = Math.floor(sides[0].section.clientWidth), scale = Math.min(3, devicePixelRatio || 1);
    plan = laidOut(width);
    for (const side of sides) {
      side.canvas.width = Math.round(width * scale);
      side.canvas.height = Math.round(plan.height * scale);
      side.canvas.style.height = `${plan.height}px`;
      side.context.setTransform(scale, 0, 0, scale, 0, 0);
    }
    plan.backdrop = document.createElement("canvas");
    plan.backdrop.width = sides[0].canvas.width;
    plan.backdrop.height = sides[0].canvas.height;
    const context = plan.backdrop.getContext("2d");
    context.setTransform(scale, 0, 0, scale, 0, 0);
    backdrop(context);
    snap = true;
  }

  function backdrop(context) {
    context.fillStyle = "#ffffff";
    context.fillRect(0, 0, plan.width, plan.height);
    context.textBaseline = "top";
    for (const level of plan.levels) {
      context.fillStyle = "#f5f5f5";
      context.fillRect(0, level.y, plan.main, level.bottom - level.y);
      context.fillStyle = INK;
      context.font = `bold 13px ${FONT}`;
      context.fillText(fitted(context, level.words, plan.main - 16), 8, level.y + 4);
    }
    context.fillStyle = INK;
    context.font = `bold 13px ${FONT}`;
    context.fillText("Left so far", plan.exitX, 4);
    context.font = `12px ${FONT}`;
    day.ends.forEach((words, i) => {
      const y = 22 + i * plan.slot;
      context.strokeStyle = GRID;
      context.beginPath(); context.moveTo(plan.exitX, y); context.lineTo(plan.width, y); context.stroke();
      context.fillStyle = FAINT;
      wrapped(context, words, plan.column - 48).forEach((line, row) => context.fillText(line, plan.exitX, y + 4 + 13 * row));
    });
  }

  function seatAt(place, slot) {
    const { x, top, cell, columns } = plan.places[place];
    return [x + (slot % columns + 0.5) * cell, top + (Math.floor(slot / columns) + 0.5) * cell];
  }

  // --- one picture ----------------------------------------------------------------------------------------------------

  /** A desk; states that nobody has drawn before are a plain gray square. */
  function drawSeat(context, x, y, size, state) {
    const half = size / 2 - 1.5;
    if (state === "off") {
      context.fillStyle = "#e4e4e4";
      context.fillRect(x - 1.5, y - 1.5, 3, 3);
      return;
    }
    context.setLineDash(state === "absent" || state === "vacant" ? [2, 2] : []);
    context.fillStyle = state === "free" ? "#ffffff" : state === "talks" ? "#cfcfcf" : state === "holds" ? "#8a8a8a" : "#ececec";
    context.strokeStyle = state === "free" ? "#a0a0a0" : "#7a7a7a";
    context.fillRect(x - half, y - half, 2 * half, 2 * half);
    context.strokeRect(x - half, y - half, 2 * half, 2 * half);
    context.setLineDash([]);
    if (state === "away") {
      context.beginPath(); context.moveTo(x - half, y + half); context.lineTo(x + half, y - half); context.stroke();
    }
  }

  function drawDesks(side, context) {
    context.lineWidth = 1;
    day.places.forEach((place, number) => {
      if (!place.seats) return;
      let there = 0, busy = 0;
      (side.desks[number] || []).forEach(([ticks, states], slot) => {
        const state = day.states[states[Math.max(0, passed(ticks, time) - 1)]], [x, y] = seatAt(number, slot);
        there += !["off", "absent", "vacant"].includes(state);
        busy += state === "talks" || state === "holds";
        drawSeat(context, x, y, plan.places[number].cell, state);
      });
      label(context, number, `${busy} of ${there} busy`);
    });
  }

  function label(context, number, words) {
    const { x, y } = plan.places[number];
    context.textBaseline = "top";
    context.font = `12px ${FONT}`;
    const width = context.measureText(words).width;
    context.fillStyle = INK;
    context.fillText(words, plan.main - width - 6, y);
    context.fillStyle = FAINT;
    context.fillText(fitted(context, day.places[number].label, plan.main - width - x - 16), x, y);
  }

  /** Note who is where now: those at desks have a place, those in lines get one by when they joined. */
  function gather(side, now) {
    const lines = day.places.map(() => []), targets = [];
    for (let i = 0; i < side.n; i += 1) {
      const [, end, outcome, stays] = side.contacts[i];
      side.shown[i] = 0;
      if (stays[2] > time) {
        side.x[i] = NaN;
        continue;
      }
      if (end <= time) {
        if (snap || Number.isNaN(side.x[i]) || still.matches) side.x[i] = NaN;
        else {
          side.left[i] = side.left[i] || now;
          if (now - side.left[i] > 1000 * LEAVES_FOR) side.x[i] = NaN;
          else targets.push([i, plan.exitX - 9, 22 + (outcome + 0.5) * plan.slot]);
        }
        continue;
      }
      side.left[i] = 0;
      let k = side.at[i];
      while (3 * k + 5 < stays.length && stays[3 * k + 5] <= time) k += 1;
      while (k > 0 && stays[3 * k + 2] > time) k -= 1;
      side.at[i] = k;
      const place = stays[3 * k], slot = stays[3 * k + 1];
      if (slot >= 0 && day.places[place].seats) targets.push([i, ...seatAt(place, slot)]);
      else lines[place].push([stays[3 * k + 2], i]);
    }
    return [lines, targets];
  }

  function lineUp(context, lines, targets) {
    lines.forEach((line, number) => {
      if (day.places[number].seats) return;
      const { room } = plan.places[number];
      line.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
      line.forEach(([, i], rank) => targets.push([i, ...seatAt(number, Math.min(rank, room - 1))]));
      label(context, number, line.length > room ? `${line.length}, more than fit here` : String(line.length));
    });
  }

  function drawDots(side, context, targets, share) {
    const byShade = shades.map(() => []);
    for (const [i, x, y] of targets) {
      if (Number.isNaN(side.x[i])) {
        side.x[i] = x;
        side.y[i] = snap ? y : plan.height + 6;
      }
      const near = snap ? 1 : share;
      side.x[i] += near * (x - side.x[i]);
      side.y[i] += near * (y - side.y[i]);
      const anger = angerAt(side.contacts[i][4], time);
      byShade[Math.min(SHADES - 1, Math.floor(anger * SHADES))].push(i);
      side.shown[i] = 1;
    }
    context.lineWidth = 0.7;
    context.strokeStyle = OUTLINE;
    byShade.forEach((dots, number) => {
      if (!dots.length) return;
      const radius = sizeOf(plan.radius, number / SHADES);
      context.fillStyle = shades[number];
      context.beginPath();
      for (const i of dots) {
        context.moveTo(side.x[i] + radius, side.y[i]);
        context.arc(side.x[i], side.y[i], radius, 0, 6.2832);
      }
      context.fill();
      context.stroke();
    });
  }

  function drawExits(side, context) {
    context.textBaseline = "top";
    day.ends.forEach((_, i) => {
      const count = passed(side.ends[i], time), y = 22 + i * plan.slot, words = String(count);
      context.font = `bold 14px ${FONT}`;
      context.fillStyle = INK;
      context.fillText(words, plan.width - context.measureText(words).width - 2, y + 4);
      context.fillStyle = "#9a9a9a";
      context.fillRect(plan.exitX, y + plan.slot - 5, plan.column * count / fullest, 3);
    });
  }

  function drawFollowed(side, context) {
    if (!followed) return;
    side.contacts.forEach(([id], i) => {
      if (!side.shown[i] || issueOf(id) !== followed) return;
      context.lineWidth = 2.5;
      context.strokeStyle = "#0072b2";
      context.beginPath();
      context.arc(side.x[i], side.y[i], plan.radius + 6, 0, 6.2832);
      context.stroke();
    });
  }

  function draw(now = performance.now(), share = 1) {
    for (const side of sides) {
      const context = side.context;
      context.drawImage(plan.backdrop, 0, 0, plan.width, plan.height);
      drawDesks(side, context);
      const [lines, targets] = gather(side, now);
      lineUp(context, lines, targets);
      drawDots(side, context, targets, still.matches ? 1 : share);
      drawExits(side, context);
      drawFollowed(side, context);
      for (const figure of side.figures) {
        const key = figure.dataset.course, words = inWords[day.counters[key]](courseAt(side, key, time));
        if (figure.textContent !== words) figure.textContent = words;
      }
    }
    snap = false;
    const told = timeOfDay(time);
    if (clock.value !== told) {
      clock.value = told;
      scrub.value = time;
      scrub.setAttribute("aria-valuetext", told);
      tellFollowed();
    }
  }

  // --- one customer ---------------------------------------------------------------------------------------------------

  const issueOf = (id) => id.slice(0, id.lastIndexOf("."));

  function whereabouts(side) {
    const mine = side.contacts.filter(([id]) => issueOf(id) === followed);
    const begun = mine.filter((contact) => contact[3][2] <= time);
    if (!mine.length) return "does not call on this day";
    if (!begun.length) return "has not called yet";
    const [, end, outcome, stays, path] = begun[begun.length - 1];
    if (end <= time) return `${day.ends[outcome].toLowerCase()} at ${timeOfDay(end)}`;
    let k = 0;
    while (3 * k + 5 < stays.length && stays[3 * k + 5] <= time) k += 1;
    const waited = Math.floor((time - stays[3 * k + 2]) / 60);
    return `${day.places[stays[3 * k]].told} for ${waited} min, anger ${Math.round(100 * angerAt(path, time))} of 100`;
  }

  function tellFollowed() {
    if (!followed) return;
    followedLine.textContent = `Customer ${followed}. ` + sides.map((side) => `${side.name}: ${whereabouts(side)}`).join(". ") + ".";
  }

  function follow(id) {
    followed = id === null ? null : issueOf(id);
    tellFollowed();
    draw();
  }

  function followAngriest() {
    let highest = -1, id = null;
    for (const side of sides) {
      side.contacts.forEach((contact, i) => {
        const anger = side.shown[i] && contact[1] > time ? angerAt(contact[4], time) : -1;
        if (anger > highest) [highest, id] = [anger, contact[0]];
      });
    }
    if (id === null) followedLine.textContent = "Nobody is in the center at this moment.";
    else follow(id);
  }

  function clicked(side, event) {
    const box = side.canvas.getBoundingClientRect(), [x, y] = [event.clientX - box.left, event.clientY - box.top];
    let nearest = 14, id = null;
    side.contacts.forEach((contact, i) => {
      const far = side.shown[i] ? Math.hypot(side.x[i] - x, side.y[i] - y) : Infinity;
      if (far < nearest) [nearest, id] = [far, contact[0]];
    });
    if (id !== null) follow(id);
  }

  // --- playing --------------------------------------------------------------------------------------------------------

  function step(now) {
    const passedSeconds = Math.min(0.1, (now - before) / 1000);
    before = now;
    if (playing) {
      time = Math.min(day.end, time + passedSeconds * 60 * Number(speed.value));
      restless = now + 1500;
    }
    draw(now, 1 - Math.exp(-passedSeconds / EASES_IN));
    if (playing && time >= day.end) setPlaying(false);
    if (playing || now < restless) requestAnimationFrame(step);
    else restless = 0;
  }

  function wake() {
    if (restless) return;
    before = performance.now();
    restless = before + 1500;
    requestAnimationFrame(step);
  }

  function setPlaying(on) {
    if (on && time >= day.end) seek(day.begin);
    playing = on;
    play.textContent = on ? "Pause" : "Play";
    if (on) wake();
    else describe();
  }

  function seek(moment) {
    time = Math.min(day.end, Math.max(day.begin, moment));
    snap = true;
    draw();
    describe();
  }

  /** Say in words what the pictures show; not while they play, which nobody could listen to. */
  function describe() {
    for (const side of sides) {
      const told = side.figures.map((figure) => `${figure.previousElementSibling.textContent}: ${figure.textContent}`);
      side.canvas.setAttribute("aria-label", `${side.name} at ${timeOfDay(time)}. ${told.join(", ")}`);
    }
  }

  function pressed(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.target === speed) return;
    const far = event.shiftKey ? 900 : 60, onButton = event.target.tagName === "BUTTON";
    const does = {
      " ": () => setPlaying(!playing),
      ArrowRight: () => seek(time + far), ArrowLeft: () => seek(time - far),
      ArrowUp: () => { speed.selectedIndex = Math.min(speed.options.length - 1, speed.selectedIndex + 1); },
      ArrowDown: () => { speed.selectedIndex = Math.max(0, speed.selectedIndex - 1); },
      Home: () => seek(day.begin), End: () => seek(day.end),
    }[event.key];
    if (!does || (event.key === " " && onButton)) return;
    event.preventDefault();
    does();
  }

  // --- legend ---------------------------------------------------------------------------------------------------------

  function drawLegend() {
    const canvas = document.getElementById("scale"), context = canvas.getContext("2d");
    context.lineWidth = 0.7;
    context.strokeStyle = OUTLINE;
    for (let i = 0; i <= 8; i += 1) {
      context.fillStyle = shade(i / 8);
      context.beginPath(); context.arc(8 + 15 * i, 8, sizeOf(5.4, i / 8), 0, 6.2832); context.fill(); context.stroke();
    }
    for (const swatch of document.querySelectorAll("[data-seat]")) drawSeat(swatch.getContext("2d"), 8, 8, 16, swatch.dataset.seat);
  }

  [scrub.min, scrub.max, scrub.value] = [day.begin, day.end, day.begin];
  play.addEventListener("click", () => setPlaying(!playing));
  angriest.addEventListener("click", followAngriest);
  scrub.addEventListener("input", () => seek(Number(scrub.value)));
  document.addEventListener("keydown", pressed);
  for (const side of sides) side.canvas.addEventListener("click", (event) => clicked(side, event));
  new ResizeObserver(() => {
    if (plan && plan.width === Math.floor(sides[0].section.clientWidth)) return;
    layOut();
    draw();
  }).observe(sides[0].section);
  layOut();
  drawLegend();
  seek(day.begin);
  if (!still.matches) setPlaying(true);
  /** For tests and the console. */
  globalThis.frontline = {
    seek, draw, follow, play: () => setPlaying(true), pause: () => setPlaying(false),
    get time() { return time; }, get playing() { return playing; },
    dots: (number) => [...sides[number].contacts.keys()].filter((i) => sides[number].shown[i])
      .map((i) => [sides[number].contacts[i][0], sides[number].x[i], sides[number].y[i]]),
  };
})();
