// A slider for each latent dimension. While a slider is moved, its value is sent as soon as the server has
// answered the last one, at most ten times per second; when it is released, the value is sent at once.
const INTERVAL = 100 // milliseconds between two messages
const RELEASED = 300 // milliseconds without a move after which the other views are updated
const TIMEOUT = 1000 // milliseconds after which the next message does not wait for an answer any longer
const instances = new WeakMap()

export default function ({ data, parentElement, setTriggerValue }) {
  let instance = instances.get(parentElement)
  if (!instance) {
    const root = parentElement.querySelector(".sliders")
    instance = { sent: 0, sentAt: 0, values: {}, locked: new Set(), root }
    instances.set(parentElement, instance)
  }
  instance.data = data
  instance.send = setTriggerValue
  instance.answered = data.sent
  const layout = JSON.stringify(data.rows.map(({ index, low, high, note }) => [index, low, high, note]))
  const isNew = instance.layout !== layout
  if (isNew) {
    instance.layout = layout
    instance.root.setAttribute("aria-label", data.label)
    instance.root.replaceChildren(...data.rows.map((row) => makeRow(instance, row)))
  }
  // The sliders follow the values of the server only if the page has moved them, not the visitor.
  if (isNew || instance.revision !== data.revision) {
    if (!isNew && data.isMain) updateViews(instance)
    instance.revision = data.revision
    instance.locked = new Set(data.locked)
    instance.values = {}
    for (const row of data.rows) setValue(instance, row.index, row.value)
  }
  for (const { index } of data.rows) showLock(instance, index)
  return () => [instance.messageTimer, instance.viewsTimer, instance.retryTimer].forEach(clearTimeout)
}

function makeRow(instance, { index, name, note, low, high }) {
  const row = document.createElement("div")
  row.className = "row"
  row.dataset.index = index
  const [lock, label, slider] = ["button", "label", "input", "output"].map((tag) => append(row, tag))
  append(label, "b").textContent = name
  append(label, "span").textContent = note
  lock.type = "button"
  Object.assign(slider, { type: "range", min: low, max: high, step: "any" })
  slider.setAttribute("aria-label", name)
  slider.oninput = () => (storeValue(instance, index, slider), scheduleMessage(instance))
  slider.onchange = () => (instance.hasUnsent && sendMessage(instance), updateViews(instance))
  lock.onclick = () => {
    instance.locked.has(index) ? instance.locked.delete(index) : instance.locked.add(index)
    showLock(instance, index)
    sendMessage(instance)
  }
  return row
}

function append(parent, tag) {
  return parent.appendChild(document.createElement(tag))
}

function storeValue(instance, index, slider) {
  instance.values[index] = Number(slider.value)
  instance.hasUnsent = true
  clearTimeout(instance.viewsTimer)
  showValue(slider)
}

function setValue(instance, index, value) {
  const slider = instance.root.querySelector(`[data-index="${index}"] input`)
  slider.value = value
  showValue(slider)
}

function showValue(slider) {
  const rounded = Math.round(Number(slider.value) * 100) / 100
  slider.nextElementSibling.textContent = (rounded || 0).toFixed(2) // 0.00 instead of -0.00
}

function showLock(instance, index) {
  const lock = instance.root.querySelector(`[data-index="${index}"] button`)
  const isLocked = instance.locked.has(index)
  const name = instance.data.rows.find((row) => row.index === index).name
  lock.textContent = isLocked ? "lock" : "lock_open"
  lock.className = isLocked ? "locked" : ""
  lock.title = isLocked ? "Locked: not changed by Randomise" : "Lock: exclude from Randomise"
  lock.setAttribute("aria-pressed", isLocked)
  // The text is the name of an icon.
  lock.setAttribute("aria-label", `Lock ${name}`)
}

function scheduleMessage(instance) {
  clearTimeout(instance.messageTimer)
  const elapsed = performance.now() - instance.sentAt
  const isAnswered = instance.answered >= instance.sent || elapsed > TIMEOUT
  if (isAnswered && elapsed >= INTERVAL) return sendMessage(instance)
  const delay = isAnswered ? INTERVAL - elapsed : INTERVAL / 4
  instance.messageTimer = setTimeout(() => scheduleMessage(instance), delay)
}

function sendMessage(instance) {
  clearTimeout(instance.messageTimer)
  instance.hasUnsent = false
  instance.sentAt = performance.now()
  instance.sent = Math.max(instance.sent, instance.answered) + 1
  instance.send("moved", { values: instance.values, locked: [...instance.locked], sent: instance.sent })
  // The message can be lost if a script run is interrupted by the next one: then it is sent again.
  clearTimeout(instance.retryTimer)
  instance.retryTimer = setTimeout(() => instance.answered < instance.sent && sendMessage(instance), 2 * TIMEOUT)
}

// The views are computed from the values that the server has, so they wait until the last move is answered.
function updateViews(instance) {
  clearTimeout(instance.viewsTimer)
  const isAnswered = instance.answered >= instance.sent || performance.now() - instance.sentAt > TIMEOUT
  instance.viewsTimer = setTimeout(
    () => (isAnswered ? window.dispatchEvent(new Event("sliders-settled")) : updateViews(instance)),
    RELEASED,
  )
}
