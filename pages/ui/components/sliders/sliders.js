// A slider for each latent dimension. Tells the server where they are: while one is moved as fast as it
// answers, at most ten times a second, and at once when it is let go.
const EVERY = 100 // milliseconds
const SETTLED = 300 // after this long without a move, what lies around the code follows
const LONGEST = 1000 // without an answer the next one is sent all the same
const instances = new WeakMap()

export default function ({ data, parentElement, setTriggerValue }) {
  let it = instances.get(parentElement)
  if (!it) {
    it = { sent: 0, sentAt: 0, values: {}, locked: new Set(), root: parentElement.querySelector(".sliders") }
    instances.set(parentElement, it)
  }
  it.data = data
  it.send = setTriggerValue
  it.answered = data.sent
  const names = JSON.stringify(data.rows.map(({ number, low, high, note }) => [number, low, high, note]))
  const isNew = it.names !== names
  if (isNew) {
    it.names = names
    it.root.replaceChildren(...data.rows.map((row) => drawRow(it, row)))
  }
  // Where the visitor moves a slider the server only listens.
  if (isNew || it.turn !== data.turn) {
    if (!isNew && data.leads) settle(it)
    it.turn = data.turn
    it.locked = new Set(data.locked)
    it.values = {}
    for (const row of data.rows) place(it, row.number, row.value)
  }
  for (const { number } of data.rows) paintLock(it, number)
  return () => [it.wait, it.rest, it.watch].forEach(clearTimeout)
}

function drawRow(it, { number, name, note, low, high }) {
  const line = document.createElement("div")
  line.className = "row"
  line.dataset.number = number
  const [lock, label, slider] = ["button", "label", "input", "output"].map((tag) => append(line, tag))
  append(label, "b").textContent = name
  append(label, "span").textContent = note
  lock.type = "button"
  Object.assign(slider, { type: "range", min: low, max: high, step: "any" })
  slider.setAttribute("aria-label", name)
  slider.oninput = () => (take(it, number, slider), plan(it))
  slider.onchange = () => (it.isToTell && tell(it), settle(it))
  lock.onclick = () => {
    it.locked.has(number) ? it.locked.delete(number) : it.locked.add(number)
    paintLock(it, number)
    tell(it)
  }
  return line
}

function append(parent, tag) {
  return parent.appendChild(document.createElement(tag))
}

function take(it, number, slider) {
  it.values[number] = Number(slider.value)
  it.isToTell = true
  clearTimeout(it.rest)
  show(slider)
}

function place(it, number, value) {
  const slider = it.root.querySelector(`[data-number="${number}"] input`)
  slider.value = value
  show(slider)
}

function show(slider) {
  const rounded = Math.round(Number(slider.value) * 100) / 100
  slider.nextElementSibling.textContent = (rounded || 0).toFixed(2) // no minus zero
}

function paintLock(it, number) {
  const lock = it.root.querySelector(`[data-number="${number}"] button`)
  const isLocked = it.locked.has(number)
  lock.textContent = isLocked ? "lock" : "lock_open"
  lock.className = isLocked ? "locked" : ""
  lock.title = isLocked ? "Locked: Randomise leaves it" : "Lock it: Randomise leaves it then"
  lock.setAttribute("aria-pressed", isLocked)
}

function plan(it) {
  clearTimeout(it.wait)
  const passed = performance.now() - it.sentAt
  const isFree = it.answered >= it.sent || passed > LONGEST
  if (isFree && passed >= EVERY) tell(it)
  else it.wait = setTimeout(() => plan(it), isFree ? EVERY - passed : EVERY / 4)
}

function tell(it) {
  clearTimeout(it.wait)
  it.isToTell = false
  it.sentAt = performance.now()
  it.sent = Math.max(it.sent, it.answered) + 1
  it.send("moved", { values: it.values, locked: [...it.locked], sent: it.sent })
  // A run that breaks another off may forget what was told: then it is told again.
  clearTimeout(it.watch)
  it.watch = setTimeout(() => it.answered < it.sent && tell(it), 2 * LONGEST)
}

// What follows takes the place that the server knows: the last move has to be there before.
function settle(it) {
  clearTimeout(it.rest)
  const isAnswered = it.answered >= it.sent || performance.now() - it.sentAt > LONGEST
  it.rest = setTimeout(
    () => (isAnswered ? window.dispatchEvent(new Event("sliders-settled")) : settle(it)),
    SETTLED,
  )
}
