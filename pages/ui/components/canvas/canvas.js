// A canvas to draw on with mouse, pen, finger or keys. The drawing is sent at the end of each stroke: a picture
// as a PNG, a line as its heights.
const SIDE = 280 // pixels
const STEP = 4 // pixels between two heights of a line
const KEY_STEP = 8 // pixels that an arrow key moves the pen
const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }
const instances = new WeakMap()

export default function ({ data, parentElement, setStateValue }) {
  let instance = instances.get(parentElement)
  if (!instance) {
    const [canvas, button, pen] = ["canvas", "button", "i"].map((name) => parentElement.querySelector(name))
    instance = { canvas, pen, context: canvas.getContext("2d"), last: null }
    instances.set(parentElement, instance)
    canvas.width = data.width
    canvas.height = SIDE
    instance.position = { x: data.width / 2, y: SIDE / 2 }
    clear(instance, data)
    canvas.onpointerdown = (event) => {
      canvas.setPointerCapture(event.pointerId)
      instance.last = findPosition(canvas, event)
      drawStroke(instance, instance.last)
    }
    canvas.onpointermove = (event) => instance.last && drawStroke(instance, findPosition(canvas, event))
    canvas.onpointerup = canvas.onpointercancel = () => endStroke(instance)
    canvas.onkeydown = (event) => handleKey(instance, event)
    canvas.onblur = () => (endStroke(instance), (pen.style.display = "none"))
    button.onclick = () => {
      clear(instance, instance.data)
      instance.send("drawing", instance.data.isLine ? [] : "")
    }
  }
  instance.data = data
  instance.send = setStateValue
  instance.canvas.setAttribute("aria-label", data.label)
}

function clear(instance, { width }) {
  instance.context.fillStyle = "#000"
  instance.context.fillRect(0, 0, width, SIDE)
  instance.heights = new Array(width / STEP).fill(null)
}

function endStroke(instance) {
  if (!instance.last) return
  instance.last = null
  const { canvas, data, heights } = instance
  instance.send("drawing", data.isLine ? heights : canvas.toDataURL("image/png"))
}

function handleKey(instance, event) {
  const { canvas, pen, position } = instance
  if (event.key === " ") {
    if (instance.last) endStroke(instance)
    else drawStroke(instance, (instance.last = position))
  } else if (MOVES[event.key]) {
    const [x, y] = MOVES[event.key].map((move) => move * KEY_STEP)
    const limit = (value, end) => Math.min(end, Math.max(0, value))
    instance.position = { x: limit(position.x + x, canvas.width), y: limit(position.y + y, SIDE) }
    if (instance.last) drawStroke(instance, instance.position)
  } else return
  event.preventDefault()
  const { x, y } = instance.position
  pen.style.cssText = `display:block;left:${(100 * x) / canvas.width}%;top:${(100 * y) / SIDE}%`
}

function findPosition(canvas, event) {
  const box = canvas.getBoundingClientRect()
  return {
    x: ((event.clientX - box.left) / box.width) * canvas.width,
    y: ((event.clientY - box.top) / box.height) * canvas.height,
  }
}

function drawStroke(instance, to) {
  if (instance.data.isLine) return drawLine(instance, to)
  const { context, last } = instance
  const lineWidth = instance.data.penWidth
  Object.assign(context, { strokeStyle: "#fff", lineWidth, lineCap: "round", lineJoin: "round" })
  context.beginPath()
  context.moveTo(last.x, last.y)
  context.lineTo(to.x, to.y)
  context.stroke()
  instance.last = to
}

// A line has one height at each step: drawing over a part of it replaces that part.
function drawLine(instance, to) {
  const { context, last, heights } = instance
  const findStep = (x) => Math.min(heights.length - 1, Math.max(0, Math.floor(x / STEP)))
  const [first, end] = [findStep(last.x), findStep(to.x)]
  const n = Math.abs(end - first) || 1
  for (let i = 0; i <= n; i++) {
    const y = last.y + ((to.y - last.y) * i) / n
    heights[first + Math.round(((end - first) * i) / n)] = Math.min(1, Math.max(0, 1 - y / SIDE))
  }
  instance.last = to
  context.fillStyle = "#000"
  context.fillRect(0, 0, instance.canvas.width, SIDE)
  Object.assign(context, { strokeStyle: "#6eb2f0", lineWidth: 3, lineJoin: "round" })
  context.beginPath()
  let isFirst = true
  heights.forEach((height, i) => {
    if (height === null) return
    context[isFirst ? "moveTo" : "lineTo"](i * STEP + STEP / 2, (1 - height) * SIDE)
    isFirst = false
  })
  context.stroke()
}
