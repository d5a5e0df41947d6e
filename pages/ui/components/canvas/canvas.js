// A canvas to draw on with mouse, pen or finger. At the end of a stroke the drawing is sent: a picture as
// a PNG, a line as its heights.
const SIDE = 280
const instances = new WeakMap()

export default function ({ data, parentElement, setStateValue }) {
  let it = instances.get(parentElement)
  if (!it) {
    const [canvas, clear] = ["canvas", "button"].map((name) => parentElement.querySelector(name))
    it = { canvas, pen: canvas.getContext("2d"), last: null }
    instances.set(parentElement, it)
    canvas.width = data.width
    canvas.height = SIDE
    wipe(it, data)
    canvas.onpointerdown = (event) => {
      canvas.setPointerCapture(event.pointerId)
      it.last = where(canvas, event)
      stroke(it, it.last)
    }
    canvas.onpointermove = (event) => it.last && stroke(it, where(canvas, event))
    canvas.onpointerup = canvas.onpointercancel = () => {
      if (!it.last) return
      it.last = null
      it.send("drawing", it.data.isLine ? it.heights : canvas.toDataURL("image/png"))
    }
    clear.onclick = () => {
      wipe(it, it.data)
      it.send("drawing", it.data.isLine ? [] : "")
    }
  }
  it.data = data
  it.send = setStateValue
  it.canvas.setAttribute("aria-label", data.label)
}

function wipe(it, { width }) {
  it.pen.fillStyle = "#000"
  it.pen.fillRect(0, 0, width, SIDE)
  it.heights = new Array(width / 4).fill(null)
}

function where(canvas, event) {
  const box = canvas.getBoundingClientRect()
  return {
    x: ((event.clientX - box.left) / box.width) * canvas.width,
    y: ((event.clientY - box.top) / box.height) * canvas.height,
  }
}

function stroke(it, to) {
  if (it.data.isLine) return level(it, to)
  const { pen, last } = it
  Object.assign(pen, { strokeStyle: "#fff", lineWidth: it.data.pen, lineCap: "round", lineJoin: "round" })
  pen.beginPath()
  pen.moveTo(last.x, last.y)
  pen.lineTo(to.x, to.y)
  pen.stroke()
  it.last = to
}

// A line has one height at each place: going back over it draws that part anew.
function level(it, to) {
  const { pen, last, heights } = it
  const place = (x) => Math.min(heights.length - 1, Math.max(0, Math.floor(x / 4)))
  const [from, until] = [place(last.x), place(to.x)]
  const steps = Math.abs(until - from) || 1
  for (let step = 0; step <= steps; step++) {
    const y = last.y + ((to.y - last.y) * step) / steps
    heights[from + Math.round(((until - from) * step) / steps)] = Math.min(1, Math.max(0, 1 - y / SIDE))
  }
  it.last = to
  pen.fillStyle = "#000"
  pen.fillRect(0, 0, it.canvas.width, SIDE)
  Object.assign(pen, { strokeStyle: "#6eb2f0", lineWidth: 3, lineJoin: "round" })
  pen.beginPath()
  let isFirst = true
  heights.forEach((height, i) => {
    if (height === null) return
    pen[isFirst ? "moveTo" : "lineTo"](i * 4 + 2, (1 - height) * SIDE)
    isFirst = false
  })
  pen.stroke()
}
