// Listens to the Plotly chart of a map: shows the picture of the sample under the pointer without asking
// the server, and tells the server what was selected, which empty place was clicked, and the view.
const STILL = 4 // a click may move by so many pixels
const FEW = 20
const VIEW_AFTER = 500 // milliseconds without another turn or zoom
const instances = new WeakMap()

export default function ({ data, parentElement, setTriggerValue }) {
  let it = instances.get(parentElement)
  if (!it) {
    it = { chart: null, drawn: null, tip: makeTip(), selected: new Set(), turn: -1, hovered: null }
    instances.set(parentElement, it)
    // The chart is drawn later than this, and anew when its kind changes.
    it.timer = setInterval(() => bind(it), 100)
    it.up = (event) => finishClick(it, event)
    window.addEventListener("mouseup", it.up, true)
  }
  it.data = data
  it.send = setTriggerValue
  // An answer to an older selection than the one on the screen is not painted.
  if (data.turn >= it.turn) {
    it.turn = data.turn
    it.selected = new Set(new Int32Array(unpack(data.selected)))
    it.painted = null
  }
  bind(it)
  return () => {
    clearInterval(it.timer)
    window.removeEventListener("mouseup", it.up, true)
    it.tip.remove()
    instances.delete(parentElement)
  }
}

function bind(it) {
  const chart = document.querySelector(`.st-key-${it.data.chart} .js-plotly-plot`)
  if (!chart?.on || !chart._fullData?.length || chart._fullLayout.meta !== it.data.samples) return
  if (chart !== it.chart) {
    it.chart = chart
    chart.on("plotly_hover", (event) => (it.hovered = Number(event.points[0].customdata), show(it)))
    chart.on("plotly_unhover", () => hide(it))
    chart.on("plotly_selected", (event) => event && selectFrom(it, event))
    chart.on("plotly_deselect", () => select(it, []))
    chart.on("plotly_relayout", (change) => noteView(it, change))
    chart.addEventListener("mousemove", (event) => (it.pointer = event), true)
    chart.addEventListener("mousedown", (event) => startClick(it, event), true)
    chart.addEventListener("mouseleave", () => hide(it))
    applyView(it)
  }
  if (it.drawn !== chart.data) {
    it.drawn = chart.data
    it.painted = null
    it.ids = Int32Array.from(new Set(pointTraces(chart).flatMap((trace) => Array.from(trace.customdata, Number)))).sort()
  }
  // In three dimensions the mouse turns the map.
  if (it.data.tool && chart._fullLayout.xaxis && chart._fullLayout.dragmode !== it.data.tool)
    window.Plotly.relayout(chart, { dragmode: it.data.tool })
  const [first] = chart._fullData
  const hasMoved = first.z && it.placed !== first.x
  if (it.painted !== it.selected || hasMoved) paint(it)
}

function pointTraces(chart) {
  return chart._fullData.filter((trace) => trace.customdata?.length && trace.meta !== "selection")
}

// Only what is selected keeps its colour. In three dimensions Plotly knows no selected points: there they
// get a trace of their own, which the figure brings empty.
function paint(it) {
  it.painted = it.selected
  const { chart, selected } = it
  // To paint costs a tenth of a second, and most maps are opened with nothing selected.
  if (!selected.size && chart.data.every((trace) => !trace.selectedpoints && trace.meta !== "selection")) return
  const marks = chart._fullData.findIndex((trace) => trace.meta === "selection")
  if (marks >= 0) {
    const found = { x: [], y: [], z: [], customdata: [] }
    for (const trace of pointTraces(chart))
      for (let i = 0; i < trace.customdata.length; i++)
        if (selected.has(Number(trace.customdata[i])))
          for (const name of Object.keys(found)) found[name].push(trace[name][i])
    window.Plotly.restyle(chart, Object.fromEntries(Object.entries(found).map(([k, v]) => [k, [v]])), [marks])
    it.placed = chart._fullData[0].x
    return
  }
  const points = chart._fullData.map((trace) => {
    if (!selected.size) return null
    const places = []
    trace.customdata?.forEach((id, i) => selected.has(Number(id)) && places.push(i))
    return places
  })
  const size = selected.size <= FEW ? 11 : chart._fullData[0].marker.size // a few would be lost among thousands
  window.Plotly.restyle(chart, { selectedpoints: points, "selected.marker.size": size }, points.map((_, t) => t))
}

function selectFrom(it, event) {
  if (it.isClearing || !event.points) return
  const ids = event.points.map((point) => Number(point.customdata))
  // The outline has done its work; kept, it would count again with the next one.
  it.isClearing = true
  Promise.resolve(window.Plotly.relayout(it.chart, { selections: [] })).finally(() => {
    it.isClearing = false
    select(it, ids)
  })
}

function select(it, ids) {
  if (it.isClearing) return
  const way = it.keys?.altKey ? "remove" : it.keys?.shiftKey ? "add" : it.data.way
  const selected = way === "replace" ? new Set() : new Set(it.selected)
  for (const id of ids) way === "remove" ? selected.delete(id) : selected.add(id)
  it.selected = selected
  it.turn += 1
  paint(it)
  it.send("selection", { turn: it.turn, ids: [...selected] })
}

function startClick(it, event) {
  it.keys = event
  const isOnPlot = event.button === 0 && !event.target.closest(".legend, .modebar, .colorbar")
  // Plotly lays a cover over the page until the button is up, so that nothing is pointed at then.
  it.down = isOnPlot ? { x: event.clientX, y: event.clientY, hovered: it.hovered } : null
}

function finishClick(it, event) {
  const down = it.down
  it.down = null
  if (!down || !it.chart || Math.hypot(event.clientX - down.x, event.clientY - down.y) > STILL) return
  if (down.hovered !== null) return select(it, [down.hovered])
  const { xaxis, yaxis } = it.chart._fullLayout
  if (!it.data.decodes || !xaxis) return
  const box = it.chart.getBoundingClientRect()
  const x = xaxis.p2d(event.clientX - box.left - xaxis._offset)
  const y = yaxis.p2d(event.clientY - box.top - yaxis._offset)
  it.send("place", [Number(x.toFixed(4)), Number(y.toFixed(4))])
}

// The view is x from, x to, y from, y to; or in three dimensions where the eye is and what it looks at.
function readView({ scene, xaxis, yaxis }) {
  const camera = scene?._scene?.getCamera?.() ?? scene?.camera
  const numbers = camera
    ? [camera.eye, camera.center].flatMap(({ x, y, z }) => [x, y, z])
    : [...xaxis.range, ...yaxis.range]
  return numbers.map((number) => Number(number.toFixed(2)))
}

function noteView(it, change) {
  if (!Object.keys(change).some((name) => /range|camera/.test(name))) return
  clearTimeout(it.wait)
  it.wait = setTimeout(() => it.send("view", readView(it.chart._fullLayout)), VIEW_AFTER)
}

function applyView(it) {
  const view = it.data.view
  if (!view || it.isViewSet) return
  it.isViewSet = true
  const [a, b, c, d, e, f] = view
  const change =
    view.length === 6
      ? { "scene.camera": { eye: { x: a, y: b, z: c }, center: { x: d, y: e, z: f } } }
      : { "xaxis.range": [a, b], "yaxis.range": [c, d] }
  if (Boolean(it.chart._fullLayout.scene) === (view.length === 6)) window.Plotly.relayout(it.chart, change)
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

function hide(it) {
  it.hovered = null
  it.tip.style.display = "none"
}

function show(it) {
  const { tip, hovered: id, pointer } = it
  const data = window.mapPoints?.[it.data.chart]
  const place = find(it.ids, id)
  if (place < 0 || !pointer || data?.samples !== it.data.samples) return
  const width = data.aspect > 1 ? 150 : 84
  const height = Math.round(width / data.aspect)
  const [row, column] = [Math.floor(place / data.columns), place % data.columns]
  const [picture, text] = tip.children
  picture.style.cssText =
    `width:${width}px;height:${height}px;image-rendering:pixelated;border-radius:4px;` +
    `background:url(${data.atlas}) -${column * width}px -${row * height}px / ${data.columns * width}px auto`
  text.textContent = `${data.names[data.labels[place]]} · error ${data.errors[place].toPrecision(2)} · #${id}`
  tip.dataset.id = id
  const { clientX: x, clientY: y } = pointer
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
