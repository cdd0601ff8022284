// Plays a day: the clock, the controls, one customer to follow.

// --- one customer ---

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

// --- playing ---

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

// --- legend ---

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
