// Moves the points of a map to another layout, without drawing the chart anew.
const DURATION = 400
const MOST_POINTS_TO_GLIDE = 20000
const FULL = 32767 // layouts come as whole numbers that stand for [-1, 1]
const instances = new WeakMap()

export default function ({ data, parentElement }) {
  let it = instances.get(parentElement)
  if (!it) {
    it = { isGliding: false, chart: null, drawn: null }
    instances.set(parentElement, it)
    // The chart is drawn later than this, and Streamlit puts it back when the window changes.
    it.timer = setInterval(() => settle(it), 120)
  }
  it.data = data
  it.target = Float32Array.from(new Int16Array(unpack(data.layout)), (whole) => whole / FULL)
  settle(it)
  return () => {
    clearInterval(it.timer)
    instances.delete(parentElement)
  }
}

// The pointer keeps its own marks where they belong.
function traces(chart) {
  return chart._fullData.filter((trace) => trace.meta !== "selection")
}

// Of each trace, which rows of a layout its points are: a layout is in the order of the sample ids.
function findRows(chart) {
  const ids = traces(chart).map((trace) => Array.from(trace.customdata ?? [], Number))
  const order = [...new Set(ids.flat())].sort((a, b) => a - b)
  const rowOf = new Map(order.map((id, row) => [id, row]))
  return ids.map((some) => some.map((id) => rowOf.get(id)))
}

async function settle(it) {
  const chart = document.querySelector(`.st-key-${it.data.chart} .js-plotly-plot`)
  if (it.isGliding || !window.Plotly || !chart?._fullData?.length) return
  // A chart of other samples is about to be replaced.
  if (chart._fullLayout.meta !== it.data.samples) return
  const axes = it.data.axes === 3 ? ["x", "y", "z"] : ["x", "y"]
  if (chart._fullData[0].z ? axes.length !== 3 : axes.length !== 2) return
  if (it.drawn !== chart.data) {
    it.drawn = chart.data
    it.rows = findRows(chart)
  }
  if (traces(chart).every((trace, t) => isAt(trace, it.rows[t], it.target, axes))) return
  it.isGliding = true
  try {
    await glide(chart, it, axes)
  } finally {
    it.isGliding = false
  }
}

function isAt(trace, rows, target, axes) {
  return [0, rows.length - 1].every(
    (i) => i < 0 || axes.every((axis, a) => Math.fround(trace[axis][i]) === target[axes.length * rows[i] + a]),
  )
}

async function glide(chart, { rows, target }, axes) {
  const from = traces(chart).map((trace) => axes.map((axis) => Float32Array.from(trace[axis])))
  const n = rows.reduce((sum, some) => sum + some.length, 0)
  const start = performance.now()
  const numbers = traces(chart).map((trace) => trace.index)
  for (let done = 0; done < 1; ) {
    await new Promise(requestAnimationFrame)
    done = n > MOST_POINTS_TO_GLIDE ? 1 : Math.min((performance.now() - start) / DURATION, 1)
    const share = done * done * (3 - 2 * done)
    const change = {}
    axes.forEach((axis, a) => {
      change[axis] = rows.map((some, t) =>
        Float32Array.from(some, (row, i) => {
          const goal = target[axes.length * row + a]
          return done === 1 ? goal : from[t][a][i] * (1 - share) + goal * share
        }),
      )
    })
    await window.Plotly.restyle(chart, change, numbers)
  }
}
