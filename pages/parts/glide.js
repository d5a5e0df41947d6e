// Moves the points of a map to another layout, without drawing the chart anew.
const DURATION = 400
const MOST_POINTS_TO_GLIDE = 20000
const instances = new WeakMap()

export default function ({ data, parentElement }) {
  let it = instances.get(parentElement)
  if (!it) {
    it = { isGliding: false }
    instances.set(parentElement, it)
    // The chart is drawn later than this, and Streamlit puts it back when the window changes.
    it.timer = setInterval(() => settle(it), 120)
  }
  it.chart = data.chart
  it.places = new Map(Array.from(new Int32Array(decode(data.ids)), (id, place) => [id, place]))
  it.target = new Float32Array(decode(data.layout))
  settle(it)
  return () => {
    clearInterval(it.timer)
    instances.delete(parentElement)
  }
}

function decode(text) {
  return Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer
}

async function settle(it) {
  const chart = document.querySelector(`.st-key-${it.chart} .js-plotly-plot`)
  if (it.isGliding || !window.Plotly || !chart?._fullData?.length) return
  const traces = chart._fullData.map((trace) => Array.from(trace.customdata ?? [], (id) => it.places.get(Number(id))))
  // A chart of other samples is about to be replaced.
  if (traces.some((places) => places.includes(undefined))) return
  if (traces.every((places, t) => isAt(chart._fullData[t], places, it.target))) return
  it.isGliding = true
  try {
    await glide(chart, traces, it.target)
  } finally {
    it.isGliding = false
  }
}

function isAt(trace, places, layout) {
  return [0, places.length - 1].every(
    (i) => i < 0 || (trace.x[i] === layout[2 * places[i]] && trace.y[i] === layout[2 * places[i] + 1]),
  )
}

async function glide(chart, traces, target) {
  const from = chart._fullData.map((trace) => [Float32Array.from(trace.x), Float32Array.from(trace.y)])
  const n = traces.reduce((sum, places) => sum + places.length, 0)
  const start = performance.now()
  const numbers = traces.map((_, t) => t)
  for (let done = 0; done < 1; ) {
    await new Promise(requestAnimationFrame)
    done = n > MOST_POINTS_TO_GLIDE ? 1 : Math.min((performance.now() - start) / DURATION, 1)
    const share = done * done * (3 - 2 * done)
    const at = (axis) =>
      traces.map((places, t) =>
        Float32Array.from(places, (place, i) =>
          done === 1 ? target[2 * place + axis] : from[t][axis][i] * (1 - share) + target[2 * place + axis] * share,
        ),
      )
    await window.Plotly.restyle(chart, { x: at(0), y: at(1) }, numbers)
  }
}
