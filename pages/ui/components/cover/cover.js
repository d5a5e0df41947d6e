// A map drawn on a canvas: the pointer shows the image and the class of a sample, the legend highlights a
// class, and a click or Enter sends `opened`.
const REACH = 14 // pixels between the pointer and the point that it shows
const PICTURE = 84 // pixels
const FADED = 0.12
const instances = new WeakMap()

export default function ({ data, parentElement, setTriggerValue }) {
  const canvas = parentElement.querySelector("canvas")
  const state = instances.get(parentElement) ?? {}
  instances.set(parentElement, state)
  Object.assign(state, {
    data,
    names: data.names.split("\n"),
    canvas,
    legend: parentElement.querySelector("nav"),
    tip: parentElement.querySelector("aside"),
    positions: new Int16Array(unpack(data.positions)),
    labels: new Uint8Array(unpack(data.labels)),
    highlighted: null,
  })
  const open = () => setTriggerValue("opened", true)
  canvas.setAttribute("aria-label", data.description)
  canvas.onclick = open
  canvas.onkeydown = (event) => event.key === "Enter" && open()
  canvas.onpointermove = (event) => hover(state, event)
  canvas.onpointerleave = () => highlight(state, null)
  fillLegend(state)
  const observer = new ResizeObserver(() => draw(state))
  observer.observe(canvas)
  return () => observer.disconnect()
}

function fillLegend(state) {
  const colours = state.data.colours.split(",")
  state.legend.replaceChildren(
    ...state.names.map((name, label) => {
      const item = document.createElement("span")
      item.textContent = name
      item.style.setProperty("--colour", colours[label % colours.length])
      item.onpointerenter = () => highlight(state, label)
      item.onpointerleave = () => highlight(state, null)
      return item
    }),
  )
}

function highlight(state, label) {
  state.tip.style.display = "none"
  if (state.highlighted === label) return
  state.highlighted = label
  draw(state)
}

// Returns the position of a point in pixels of the page.
function place({ positions, canvas }, i) {
  const size = Math.min(canvas.clientWidth, canvas.clientHeight) / 2 - 8
  return [
    canvas.clientWidth / 2 + (positions[2 * i] / 32767) * size,
    canvas.clientHeight / 2 - (positions[2 * i + 1] / 32767) * size,
  ]
}

function draw(state) {
  const { canvas, labels, highlighted } = state
  const colours = state.data.colours.split(",")
  canvas.width = canvas.clientWidth * devicePixelRatio
  canvas.height = canvas.clientHeight * devicePixelRatio
  const context = canvas.getContext("2d")
  context.scale(devicePixelRatio, devicePixelRatio)
  for (let i = 0; i < labels.length; i++) {
    context.globalAlpha = highlighted === null || labels[i] === highlighted ? 0.85 : FADED
    context.fillStyle = colours[labels[i] % colours.length]
    context.beginPath()
    context.arc(...place(state, i), 2.6, 0, 2 * Math.PI)
    context.fill()
  }
}

function hover(state, event) {
  let [nearest, distance] = [-1, REACH]
  for (let i = 0; i < state.labels.length; i++) {
    const [x, y] = place(state, i)
    const d = Math.hypot(x - event.offsetX, y - event.offsetY)
    if (d < distance) [nearest, distance] = [i, d]
  }
  if (nearest < 0) return highlight(state, null)
  highlight(state, state.labels[nearest])
  const { tip, data, canvas } = state
  const [row, column] = [Math.floor(nearest / data.columns), nearest % data.columns]
  const [picture, text] = tip.children
  picture.style.cssText =
    `background:url(${data.atlas}) -${column * PICTURE}px -${row * PICTURE}px / ${data.columns * PICTURE}px auto`
  text.textContent = state.names[state.labels[nearest]]
  const [x, y] = place(state, nearest)
  const isRight = x > canvas.clientWidth - PICTURE - 40
  tip.style.cssText =
    `display:block;top:${Math.max(0, Math.min(y - 40, canvas.clientHeight - PICTURE - 34))}px;` +
    `left:${isRight ? x - PICTURE - 32 : x + 16}px`
}
