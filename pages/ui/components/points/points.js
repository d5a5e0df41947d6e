// Stores labels, errors and images of a map's points for the pointer: they are large, and the data of the
// pointer change with every selection.
export default function ({ data }) {
  const stored = (window.mapPoints ??= {})
  stored[data.chart] = {
    ...data,
    labels: new Uint8Array(unpack(data.labels)),
    errors: new Float32Array(unpack(data.errors)),
  }
}
