// Draws a day at a moment: places and states as they are named in what is given, whatever they are.

// --- where everything stands ---

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

/** A text in at most three lines, broken at blanks and after hyphens. */
function wrapped(context, text, width) {
  const lines = [""];
  for (const part of text.match(/[^ -]+-?|[ -]/g) || []) {
    const last = lines.length - 1, longer = lines[last] + part;
    if (!lines[last] || context.measureText(longer.trimEnd()).width <= width) lines[last] = longer.trimStart();
    else lines.push(part.trimStart());
  }
  return [...lines.slice(0, 2), lines.slice(2).join("")].filter(Boolean).map((line) => fitted(context, line.trimEnd(), width));
}

/** Measure the page and lay all out anew; a page that has no room yet, in a frame that is being made, waits for it. */
function layOut() {
  const width = Math.floor(sides[0].section.clientWidth), scale = Math.min(3, devicePixelRatio || 1);
  if (width < 1) return;
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
  const ends = day.ends.map((words) => wrapped(context, words, plan.column - 48));
  plan.bar = Math.min(plan.slot - 5, 8 + 13 * Math.max(...ends.map((lines) => lines.length)));
  ends.forEach((lines, i) => {
    const y = 22 + i * plan.slot;
    context.strokeStyle = GRID;
    context.beginPath(); context.moveTo(plan.exitX, y); context.lineTo(plan.width, y); context.stroke();
    context.fillStyle = FAINT;
    lines.forEach((line, row) => context.fillText(line, plan.exitX, y + 4 + 13 * row));
  });
}

function seatAt(place, slot) {
  const { x, top, cell, columns } = plan.places[place];
  return [x + (slot % columns + 0.5) * cell, top + (Math.floor(slot / columns) + 0.5) * cell];
}

// --- one picture ---

/** A desk; states that nobody has drawn before are a plain gray square. */
function drawSeat(context, x, y, size, state) {
  const half = size / 2 - 1.5;
  if (state === "off") {
    context.fillStyle = "#e4e4e4";
    context.fillRect(x - 1.5, y - 1.5, 3, 3);
    return;
  }
  context.setLineDash(state === "absent" || state === "vacant" ? [2, 2] : []);
  context.fillStyle = state === "free" ? "#ffffff" : state === "talks" ? "#cfcfcf" : state === "holds" ? "#8a8a8a" : state === "wraps up" ? "#b0b0b0" : "#ececec";
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
    let busy = 0, free = 0;
    (side.desks[number] || []).forEach(([ticks, states], slot) => {
      const state = day.states[states[Math.max(0, passed(ticks, time) - 1)]], [x, y] = seatAt(number, slot);
      busy += state === "talks" || state === "holds" || state === "wraps up";
      free += state === "free";
      drawSeat(context, x, y, plan.places[number].cell, state);
    });
    label(context, number, `${busy} of ${busy + free} busy`);
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
    label(context, number, line.length > room ? `${withCommas.format(line.length)}, more than fit here` : String(line.length));
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
    const count = passed(side.ends[i], time), y = 22 + i * plan.slot, words = withCommas.format(count);
    context.font = `bold 14px ${FONT}`;
    context.fillStyle = INK;
    context.fillText(words, plan.width - context.measureText(words).width - 2, y + 4);
    context.fillStyle = "#9a9a9a";
    context.fillRect(plan.exitX, y + plan.bar, plan.column * count / fullest, 3);
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
  if (!plan) return;
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
