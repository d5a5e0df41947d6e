// Moves the points of a map to new positions, without drawing the chart again.
const DURATION = 400 // milliseconds
const MAX_ANIMATED_POINTS = 20000
const MAX_INTEGER = 32767 // positions are integers that stand for [-1, 1]
const instances = new WeakMap()

export default function ({ data, parentElement }) {
  let state = instances.get(parentElement)
  if (!state) {
    state = { isMoving: false, drawn: null }
    instances.set(parentElement, state)
    // The chart is drawn after this component, and Streamlit resets it when the window changes.
    state.timer = setInterval(() => update(state), 120)
  }
  state.data = data
  state.target = Float32Array.from(new Int16Array(unpack(data.positions)), (value) => value / MAX_INTEGER)
  update(state)
  return () => {
    clearInterval(state.timer)
    instances.delete(parentElement)
  }
}

// All traces of samples; the marks of the selection follow by themselves.
function sampleTraces(chart) {
  return chart._fullData.filter((trace) => trace.meta !== "selection")
}

// For each trace, the rows of its points in the positions, which are in the order of the sample ids.
function findRows(chart) {
  const ids = sampleTraces(chart).map((trace) => Array.from(trace.customdata ?? [], Number))
  const sorted = [...new Set(ids.flat())].sort((a, b) => a - b)
  const rowById = new Map(sorted.map((id, row) => [id, row]))
  return ids.map((traceIds) => traceIds.map((id) => rowById.get(id)))
}

async function update(state) {
  const chart = document.querySelector(`.st-key-${state.data.chart} .js-plotly-plot`)
  if (state.isMoving || !window.Plotly || !chart?._fullData?.length) return
  // A chart of other samples is about to be replaced.
  if (chart._fullLayout.meta !== state.data.samples) return
  const axes = state.data.n_components === 3 ? ["x", "y", "z"] : ["x", "y"]
  if (chart._fullData[0].z ? axes.length !== 3 : axes.length !== 2) return
  if (state.drawn !== chart.data) {
    state.drawn = chart.data
    state.rows = findRows(chart)
  }
  if (sampleTraces(chart).every((trace, t) => isAtTarget(trace, state.rows[t], state.target, axes))) return
  state.isMoving = true
  try {
    await animate(chart, state, axes)
    await moveNames(chart, state.data.names)
  } finally {
    state.isMoving = false
  }
}

function isAtTarget(trace, rows, target, axes) {
  return [0, rows.length - 1].every(
    (i) => i < 0 || axes.every((axis, a) => Math.fround(trace[axis][i]) === target[axes.length * rows[i] + a]),
  )
}

// The names of the classes are the annotations of the chart.
async function moveNames(chart, names) {
  const change = {}
  names?.forEach(([x, y], i) => Object.assign(change, { [`annotations[${i}].x`]: x, [`annotations[${i}].y`]: y }))
  if (names && chart._fullLayout.annotations.length === names.length) await window.Plotly.relayout(chart, change)
}

async function animate(chart, { rows, target }, axes) {
  const from = sampleTraces(chart).map((trace) => axes.map((axis) => Float32Array.from(trace[axis])))
  const n = rows.reduce((sum, traceRows) => sum + traceRows.length, 0)
  const start = performance.now()
  const traceIndices = sampleTraces(chart).map((trace) => trace.index)
  for (let progress = 0; progress < 1; ) {
    await new Promise(requestAnimationFrame)
    progress = n > MAX_ANIMATED_POINTS ? 1 : Math.min((performance.now() - start) / DURATION, 1)
    const eased = progress * progress * (3 - 2 * progress)
    const change = {}
    axes.forEach((axis, a) => {
      change[axis] = rows.map((traceRows, t) =>
        Float32Array.from(traceRows, (row, i) => {
          const goal = target[axes.length * row + a]
          return progress === 1 ? goal : from[t][a][i] * (1 - eased) + goal * eased
        }),
      )
    })
    await window.Plotly.restyle(chart, change, traceIndices)
  }
}
