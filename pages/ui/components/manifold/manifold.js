// A grid of decoded latent vectors; a click sends the row and column of a cell.
const instances = new WeakMap()

export default function ({ data, parentElement, setTriggerValue }) {
  let instance = instances.get(parentElement)
  if (!instance) {
    instance = { picture: parentElement.querySelector("img"), frame: parentElement.querySelector("i") }
    instances.set(parentElement, instance)
  }
  const { picture, frame } = instance
  if (picture.src !== data.picture) picture.src = data.picture
  picture.alt = data.alt
  const markCell = (column, row) => {
    const size = 100 / data.n // percent
    frame.style.cssText =
      column < 0
        ? "display:none"
        : `left:${column * size}%;top:${row * size}%;width:${size}%;height:${size}%`
  }
  markCell(...data.cell)
  picture.onclick = (event) => {
    const box = picture.getBoundingClientRect()
    const findCell = (offset, side) => Math.min(data.n - 1, Math.max(0, Math.floor((offset / side) * data.n)))
    const column = findCell(event.clientX - box.left, box.width)
    const row = findCell(event.clientY - box.top, box.height)
    markCell(column, row)
    setTriggerValue("clicked", { column, row })
  }
}
