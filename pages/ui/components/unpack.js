
// What Python packed, as the bytes of a typed array.
function unpack(text) {
  return Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer
}
