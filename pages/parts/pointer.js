// Listens to the Plotly chart of a map: shows the picture of the sample under the pointer, without
// asking the server, and tells the server which samples were clicked or circled.
const instances = new WeakMap()

export default function ({ data, parentElement, setStateValue }) {
  let it = instances.get(parentElement)
  if (!it) {
    it = { chart: null, tip: makeTip() }
    instances.set(parentElement, it)
    // The chart is drawn later than this, and anew when its kind changes.
    it.timer = setInterval(() => bind(it), 250)
  }
  it.data = data
  it.ids = new Int32Array(decode(data.ids))
  it.labels = new Uint8Array(decode(data.labels))
  it.errors = new Float32Array(decode(data.errors))
  it.select = (ids) => setStateValue("selected", ids)
  bind(it)
  return () => {
    clearInterval(it.timer)
    it.tip.remove()
    instances.delete(parentElement)
  }
}

function decode(text) {
  return Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer
}

function bind(it) {
  const chart = document.querySelector(`.st-key-${it.data.chart} .js-plotly-plot`)
  if (!chart || !chart.on || chart === it.chart) return
  it.chart = chart
  const idsOf = (event) => (event?.points ?? []).map((p) => Number(p.customdata))
  chart.on("plotly_hover", (event) => show(it, event))
  chart.on("plotly_unhover", () => (it.tip.style.display = "none"))
  chart.on("plotly_click", (event) => it.select(idsOf(event)))
  chart.on("plotly_selected", (event) => event && it.select(idsOf(event)))
  chart.on("plotly_deselect", () => it.select([]))
}

function makeTip() {
  const tip = document.createElement("div")
  tip.className = "map-tip"
  tip.style.cssText =
    "position:fixed;display:none;pointer-events:none;z-index:1000;padding:6px;border-radius:8px;" +
    "background:rgba(20,22,30,.92);color:#fff;font:12px/1.4 sans-serif;box-shadow:0 2px 10px #0006"
  tip.append(document.createElement("div"), document.createElement("div"))
  document.body.append(tip)
  return tip
}

function show(it, event) {
  const { data, tip } = it
  const id = Number(event.points[0].customdata)
  const place = find(it.ids, id)
  if (place < 0) return
  const width = data.aspect > 1 ? 150 : 84
  const height = Math.round(width / data.aspect)
  const [row, column] = [Math.floor(place / data.columns), place % data.columns]
  const [picture, text] = tip.children
  picture.style.cssText =
    `width:${width}px;height:${height}px;image-rendering:pixelated;border-radius:4px;` +
    `background:url(${data.atlas}) -${column * width}px -${row * height}px / ${data.columns * width}px auto`
  text.textContent = `${data.names[it.labels[place]]} · error ${it.errors[place].toPrecision(2)} · #${id}`
  tip.dataset.id = id
  const { clientX: x, clientY: y } = event.event
  const left = x + width + 60 > window.innerWidth ? x - width - 40 : x + 16
  tip.style.display = "block"
  tip.style.left = `${left}px`
  tip.style.top = `${Math.min(y + 16, window.innerHeight - height - 50)}px`
}

// The ids are in ascending order.
function find(ids, id) {
  let [low, high] = [0, ids.length - 1]
  while (low <= high) {
    const middle = (low + high) >> 1
    if (ids[middle] === id) return middle
    if (ids[middle] < id) low = middle + 1
    else high = middle - 1
  }
  return -1
}
