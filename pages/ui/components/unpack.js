
// Decodes an array that Python has encoded with `pack`; returns its buffer.
function unpack(text) {
  return Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer
}
