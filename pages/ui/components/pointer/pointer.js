// Listens to the Plotly chart of a map: shows the image of the sample under the pointer without a request to
// the server, and sends to the server what was selected, which empty position was clicked, and the view.
// Marks the clicked position and the samples that it is decoded from, and describes the map for screen readers.
const MAX_CLICK_MOVE = 4 // pixels that a click may move
const MAX_ENLARGED = 20 // up to this number of selected points have larger rings
const VIEW_DELAY = 500 // milliseconds without another rotation or zoom
const DESCRIPTION = "Map with a point for each sample. On the keyboard, the field Find selects samples by number or class."
const instances = new WeakMap()

export default function ({ data, parentElement, setTriggerValue }) {
  let state = instances.get(parentElement)
  if (!state) {
    state = { chart: null, drawn: null, tooltip: makeTooltip(), selected: new Set(), revision: -1, hovered: null }
    instances.set(parentElement, state)
    // The chart is drawn later than this, and anew when its kind changes.
    state.timer = setInterval(() => bind(state), 100)
    state.move = (event) => noteMove(state, event)
    state.up = () => finishClick(state)
    window.addEventListener("mousemove", state.move, true)
    window.addEventListener("mouseup", state.up, true)
  }
  state.data = data
  state.send = setTriggerValue
  // A selection older than the one on the screen is not drawn.
  if (data.revision >= state.revision) {
    state.revision = data.revision
    state.selected = new Set(new Int32Array(unpack(data.selected)))
    state.painted = null
  }
  bind(state)
  return () => {
    clearInterval(state.timer)
    window.removeEventListener("mousemove", state.move, true)
    window.removeEventListener("mouseup", state.up, true)
    state.tooltip.remove()
    instances.delete(parentElement)
  }
}

function bind(state) {
  const chart = document.querySelector(`.st-key-${state.data.chart} .js-plotly-plot`)
  if (!chart?.on || !chart._fullData?.length || chart._fullLayout.meta !== state.data.samples) return
  if (chart !== state.chart) {
    state.chart = chart
    chart.setAttribute("role", "group")
    chart.setAttribute("aria-label", DESCRIPTION)
    chart.on("plotly_hover", (event) => (state.hovered = Number(event.points[0].customdata), show(state)))
    chart.on("plotly_unhover", () => hide(state))
    chart.on("plotly_selected", (event) => event && selectFrom(state, event))
    chart.on("plotly_deselect", () => select(state, []))
    chart.on("plotly_relayout", (change) => noteView(state, change))
    chart.on("plotly_restyle", ([change]) => "visible" in change && hideNames(chart))
    chart.addEventListener("mousemove", (event) => (state.pointer = event), true)
    chart.addEventListener("mousedown", (event) => startClick(state, event), true)
    chart.addEventListener("mouseleave", () => hide(state))
    applyView(state)
  }
  if (state.drawn !== chart.data) {
    state.drawn = chart.data
    state.painted = state.marked = null
    state.ids = Int32Array.from(new Set(pointTraces(chart).flatMap((trace) => Array.from(trace.customdata, Number)))).sort()
  }
  // In three dimensions the mouse rotates the map.
  if (state.data.tool && chart._fullLayout.xaxis && chart._fullLayout.dragmode !== state.data.tool)
    window.Plotly.relayout(chart, { dragmode: state.data.tool })
  describe(state)
  const hasMoved = state.paintedAt !== chart._fullData[0].x
  if (state.painted !== state.selected || hasMoved) paint(state)
  if (state.marked !== state.data.mark || hasMoved) mark(state)
  state.paintedAt = chart._fullData[0].x
}

function describe({ chart, data }) {
  if (chart.getAttribute("aria-label") === data.description) return
  chart.setAttribute("role", "figure")
  chart.setAttribute("aria-label", data.description)
}

// The name of a class, an annotation, is hidden with its points.
function hideNames(chart) {
  const change = {}
  chart._fullLayout.annotations.forEach((_, i) => {
    const trace = chart._fullData[i]
    change[`annotations[${i}].visible`] = trace.visible === true && trace.x.length > 0
  })
  if (Object.keys(change).length) window.Plotly.relayout(chart, change)
}

// Draws a cross at the clicked position, and lines from it to the samples that it is decoded from.
function mark(state) {
  const { chart, data } = state
  state.marked = data.mark
  if (chart._fullLayout.scene || (!data.mark && !chart.layout.shapes?.length)) return
  const shapes = []
  if (data.mark) {
    const [x, y] = data.mark.position
    const line = { color: "#888", width: 1.5 }
    const ids = new Set(data.mark.ids)
    for (const trace of pointTraces(chart))
      trace.customdata.forEach((id, i) => {
        if (ids.has(Number(id))) shapes.push({ type: "line", x0: x, y0: y, x1: trace.x[i], y1: trace.y[i], line })
      })
    const size = { type: "line", xsizemode: "pixel", ysizemode: "pixel", xanchor: x, yanchor: y, x0: -8, x1: 8 }
    const cross = { ...size, line: { color: "#e7298a", width: 3 } }
    shapes.push({ ...cross, y0: -8, y1: 8 }, { ...cross, y0: 8, y1: -8 })
  }
  window.Plotly.relayout(chart, { shapes })
}

function pointTraces(chart) {
  return chart._fullData.filter((trace) => trace.customdata?.length && trace.meta !== "selection")
}

// Selected points get a ring, from a trace that is empty in the figure, and in two dimensions the others fade.
function paint(state) {
  state.painted = state.selected
  const { chart, selected } = state
  // Painting takes a tenth of a second, and most maps are opened without a selection.
  if (!selected.size && chart._fullData.every((trace) => !isPainted(trace))) return
  const is2d = !chart._fullLayout.scene
  const axes = is2d ? ["x", "y"] : ["x", "y", "z"]
  const rings = { customdata: [] }
  for (const axis of axes) rings[axis] = []
  const indices = pointTraces(chart).map((trace) => {
    const found = []
    trace.customdata.forEach((id, i) => selected.has(Number(id)) && found.push(i))
    for (const name of Object.keys(rings)) for (const i of found) rings[name].push(trace[name][i])
    return selected.size ? found : null
  })
  // One change for all traces: each one is drawn again. Traces without a value keep theirs.
  const points = pointTraces(chart).map((trace) => trace.index)
  const ring = chart._fullData.find((trace) => trace.meta === "selection")
  const all = is2d ? [...points, ring.index] : [ring.index]
  const onRing = (value) => all.map((_, t) => (t === all.length - 1 ? value : undefined))
  const change = Object.fromEntries(Object.entries(rings).map(([name, values]) => [name, onRing(values)]))
  const size = selected.size <= MAX_ENLARGED ? 14 : 9 // a few would be hard to find among thousands
  change["marker.size"] = onRing(size)
  if (is2d) change.selectedpoints = [...indices, undefined]
  window.Plotly.restyle(chart, change, all)
}

function isPainted(trace) {
  return trace.selectedpoints || (trace.meta === "selection" && trace.customdata?.length)
}

function selectFrom(state, event) {
  if (state.isClearing || !event.points) return
  const ids = event.points.map((point) => Number(point.customdata))
  // The outline is removed, or it would count again with the next one.
  state.isClearing = true
  Promise.resolve(window.Plotly.relayout(state.chart, { selections: [] })).finally(() => {
    state.isClearing = false
    select(state, ids)
  })
}

function select(state, ids) {
  if (state.isClearing) return
  const mode = state.keys?.altKey ? "remove" : state.keys?.shiftKey ? "add" : state.data.mode
  const selected = mode === "replace" ? new Set() : new Set(state.selected)
  for (const id of ids) mode === "remove" ? selected.delete(id) : selected.add(id)
  state.selected = selected
  state.revision += 1
  paint(state)
  state.send("selection", { revision: state.revision, ids: [...selected] })
}

function startClick(state, event) {
  state.keys = event
  const isOnPlot = event.button === 0 && !event.target.closest(".legend, .modebar, .colorbar")
  // Plotly covers the page until the button is released, so that nothing is hovered then.
  state.down = isOnPlot ? { x: event.clientX, y: event.clientY, hovered: state.hovered } : null
}

// A lasso that ends where it began is not a click.
function noteMove({ down }, event) {
  if (down && Math.hypot(event.clientX - down.x, event.clientY - down.y) > MAX_CLICK_MOVE) down.hasMoved = true
}

function finishClick(state) {
  const down = state.down
  state.down = null
  if (!down || !state.chart || down.hasMoved) return
  if (down.hovered !== null) return select(state, [down.hovered])
  const { xaxis, yaxis } = state.chart._fullLayout
  if (!state.data.decodes || !xaxis) return
  const box = state.chart.getBoundingClientRect()
  const x = xaxis.p2d(down.x - box.left - xaxis._offset)
  const y = yaxis.p2d(down.y - box.top - yaxis._offset)
  state.send("position", [Number(x.toFixed(4)), Number(y.toFixed(4))])
}

// The view is the ranges of x and y; in three dimensions the position of the camera and of its centre.
function readView({ scene, xaxis, yaxis }) {
  const camera = scene?._scene?.getCamera?.() ?? scene?.camera
  const numbers = camera
    ? [camera.eye, camera.center].flatMap(({ x, y, z }) => [x, y, z])
    : [...xaxis.range, ...yaxis.range]
  return numbers.map((number) => Number(number.toFixed(2)))
}

function noteView(state, change) {
  if (!Object.keys(change).some((name) => /range|camera/.test(name))) return
  clearTimeout(state.wait)
  state.wait = setTimeout(() => state.send("view", readView(state.chart._fullLayout)), VIEW_DELAY)
}

function applyView(state) {
  const view = state.data.view
  if (!view || state.isViewSet) return
  state.isViewSet = true
  const [a, b, c, d, e, f] = view
  const change =
    view.length === 6
      ? { "scene.camera": { eye: { x: a, y: b, z: c }, center: { x: d, y: e, z: f } } }
      : { "xaxis.range": [a, b], "yaxis.range": [c, d] }
  if (Boolean(state.chart._fullLayout.scene) === (view.length === 6)) window.Plotly.relayout(state.chart, change)
}

function makeTooltip() {
  const tip = document.createElement("div")
  tip.className = "map-tip"
  tip.style.cssText =
    "position:fixed;display:none;pointer-events:none;z-index:1000;padding:6px;border-radius:8px;" +
    "background:rgba(20,22,30,.92);color:#fff;font:12px/1.4 sans-serif;box-shadow:0 2px 10px #0006"
  tip.append(document.createElement("div"), document.createElement("div"))
  document.body.append(tip)
  return tip
}

function hide(state) {
  state.hovered = null
  state.tooltip.style.display = "none"
}

function show(state) {
  const { tooltip: tip, hovered: id, pointer } = state
  const data = window.mapPoints?.[state.data.chart]
  const row = find(state.ids, id)
  if (row < 0 || !pointer || data?.samples !== state.data.samples) return
  const width = data.aspect > 1 ? 150 : 84
  const height = Math.round(width / data.aspect)
  const [tileRow, column] = [Math.floor(row / data.columns), row % data.columns]
  const [picture, text] = tip.children
  picture.style.cssText =
    `width:${width}px;height:${height}px;image-rendering:pixelated;border-radius:4px;` +
    `background:url(${data.atlas}) -${column * width}px -${tileRow * height}px / ${data.columns * width}px auto`
  text.textContent = `${data.names[data.labels[row]]} · error ${data.errors[row].toPrecision(2)} · #${id}`
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
