// Keeps what is known of a map's points, pictures among it, where the pointer finds it: it is large, and the
// pointer's own data change with every selection.
export default function ({ data }) {
  const known = (window.mapPoints ??= {})
  known[data.chart] = {
    ...data,
    labels: new Uint8Array(unpack(data.labels)),
    errors: new Float32Array(unpack(data.errors)),
  }
}
